# Writes test/data/vectors/spectrum-numpy.json: eigenvalues and largest singular values of the matrices of test/golden/spectrum.test.ts, by
# numpy (LAPACK). Run from the root of the repository: python3 test/tools/spectrum.py [RAW_MODEL_OF_H_128]
import json
import sys

import numpy as np


def of(n, element):
    return np.array([[element(i, j) for j in range(n)] for i in range(n)], dtype=np.float32)


def hadamard(n):
    return of(n, lambda i, j: 1 - 2 * (bin(i & j).count("1") % 2))


def permuted(matrix):
    order = [5 * i % len(matrix) for i in range(len(matrix))]
    return matrix[np.ix_(order, order)]


def scattered(i, j):
    return (i * 7919 + j * 104729 + i * j * 31 + i * i * j) % 2003 / 1024 - 1


matrices = {
    "scattered": of(60, scattered),
    "grcar": of(40, lambda i, j: -1 if i == j + 1 else 1 if i <= j <= i + 3 else 0),
    "jordan": permuted(of(12, lambda i, j: 0.5 if i == j else 1 if j == i + 1 else 0)),
    "cyclic": of(31, lambda i, j: 1 if i == (j + 1) % 31 else 0),
    "hadamard": hadamard(32),
    "frank": of(12, lambda i, j: 12 - max(i, j) if j >= i - 1 else 0),
    "graded": of(24, lambda i, j: scattered(i, j) * 2.0**-i),
    "upper": of(20, lambda i, j: scattered(i, j) if j >= i else 0),
    "lower": of(20, lambda i, j: scattered(i, j) if j <= i else 0),
}
if len(sys.argv) > 1:
    matrices["paper"] = np.fromfile(sys.argv[1], "<f4")[128 * 256 :][: 128 * 128].reshape(128, 128)
found = {}
for name, matrix in matrices.items():
    values = np.linalg.eigvals(matrix.astype(float)).astype(complex)
    values = values[np.lexsort((values.imag, values.real))]
    found[name] = {
        "re": list(values.real),
        "im": list(values.imag),
        "largestSingularValue": np.linalg.norm(matrix.astype(float), 2),
    }
with open("test/data/vectors/spectrum-numpy.json", "w") as file:
    file.write(json.dumps({"numpy": np.__version__, "matrices": found}) + "\n")
