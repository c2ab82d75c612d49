"""The whole-file trace batched in numpy (and in PyTorch where it is installed): all positions move one lag
together, one matrix product a lag, float32, one thread. Not a reference: a speed to compare with.

  python3 peer.py MODEL TEXT DEPTH COUNT
prints a line each: name, best microseconds a position (the forward pass left out), the sum of |attribution|.
"""
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

ROUNDS = 3
BLOCK = 256


def read_model(path):
    raw = np.fromfile(path, "<f4")
    H = int(round((-513 + (513**2 - 4 * (256 - raw.size)) ** 0.5) / 2))
    shapes = [(H, 256), (H, H), (H,), (256, H), (256,)]
    parts, at = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        parts.append(raw[at : at + size].reshape(shape))
        at += size
    return parts


def forward(Wx, Wh, bh, x):
    """States in float64 [N, H]."""
    W, V, b = Wh.astype("f8"), Wx.T.astype("f8"), bh.astype("f8")
    h = np.zeros((len(x), len(bh)))
    state = np.zeros(len(bh))
    for t, byte in enumerate(x):
        state = np.tanh(V[byte] + W @ state + b)
        h[t] = state
    return h


def coefficients(h, Wy, by, y):
    """e_y - P, [count, 256] float32; 1 - p_y is the sum of the others."""
    z = h.astype("f4") @ Wy.T + by
    P = np.exp(z - z.max(1, keepdims=True))
    P /= P.sum(1, keepdims=True)
    rows = np.arange(len(y))
    c = -P
    c[rows, y] = 0
    c[rows, y] = -c.sum(1)
    return c


def trace(lib, absolute, c, gates, columns, Wy, Wh, depth, first, count):
    """Sum of |attribution| of `count` positions, block by block. The arrays belong to `lib`."""
    total = 0.0
    for at in range(0, count, BLOCK):
        to = min(count, at + BLOCK)
        g = c[at:to] @ Wy
        for k in range(depth + 1):
            rows = slice(first + at - k, first + to - k)
            D = gates[rows] * g
            w = columns[rows]
            gradient = lib.einsum("ij,ij->i", w, g)
            gated = lib.einsum("ij,ij->i", w, D)
            norm = lib.sqrt(lib.einsum("ij,ij->i", g, g))
            total += float(absolute(gradient).sum())
            if k < depth:
                g = D @ Wh
    return total


def best(run, count):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        total = run()
        times.append(time.perf_counter() - start)
    return 1e6 * min(times) / count, total


def autograd(torch, model, x, h, depth, first, count):
    """One backward pass of autograd a position, as most attribution tools do it."""
    Wx, Wh, bh, Wy, by = model
    V = Wx.T.contiguous()
    total = 0.0
    for t in range(first, first + count):
        state = torch.zeros_like(bh) if t == depth else h[t - depth - 1]
        states = []
        for s in range(t - depth, t + 1):
            state = torch.tanh(V[int(x[s])] + Wh @ state + bh).requires_grad_()
            states.append(state)
        L = torch.log_softmax(Wy @ state + by, 0)[int(x[t + 1])]
        for s, g in zip(range(t - depth, t + 1), torch.autograd.grad(L, states)):
            total += abs(float(V[int(x[s])] @ g))
    return total


def main():
    path, text, depth, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    model = read_model(path)
    Wx, Wh, bh, Wy, by = model
    x = np.fromfile(text, "u1")[: depth + count + 1]
    h = forward(Wx, Wh, bh, x[:-1])
    c = coefficients(h[depth:], Wy, by, x[depth + 1 :])
    gates = (1 - h * h).astype("f4")
    columns = np.ascontiguousarray(Wx.T)[x[:-1]]
    run = lambda: trace(np, np.abs, c, gates, columns, Wy, Wh, depth, depth, count)
    print("numpy, batched", *best(run, count), sep="\t")
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)
    of = [torch.from_numpy(np.ascontiguousarray(a)) for a in (c, gates, columns, Wy, Wh)]
    with torch.no_grad():
        run = lambda: trace(torch, torch.abs, *of, depth, depth, count)
        print("PyTorch, batched", *best(run, count), sep="\t")
    tensors = [torch.from_numpy(a.copy()) for a in model]
    few = min(count, 20)
    states = torch.from_numpy(h.astype("f4"))
    run = lambda: autograd(torch, tensors, x, states, depth, depth, few)
    print("PyTorch, autograd a position", *best(run, few), sep="\t")


main()
