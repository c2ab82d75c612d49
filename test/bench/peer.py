"""The same work in numpy, and in PyTorch where it is installed, float32, all positions together as such a program does it.
Not a reference: a speed to compare with.

  python3 peer.py trace|forward|training MODEL TEXT DEPTH COUNT THREADS
prints a line each, separated by tabs: name, best microseconds a position, the sum of |attribution| (trace only; the
forward pass left out there).
"""
import ctypes
import glob
import os
import sys
import time

WORK, MODEL, TEXT = sys.argv[1:4]
DEPTH, COUNT, THREADS = map(int, sys.argv[4:7])
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(THREADS)

import numpy as np

ROUNDS = 3
BLOCKS = (64, 128, 256, 512, 1024)


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


def kernel():
    """What OpenBLAS chose for this processor."""
    beside = os.path.join(os.path.dirname(np.__file__), "..", "numpy.libs", "*openblas*")
    for library in glob.glob(beside):
        for name in ("scipy_openblas_get_corename64_", "openblas_get_corename64_", "openblas_get_corename"):
            found = getattr(ctypes.CDLL(library), name, None)
            if found:
                found.restype = ctypes.c_char_p
                return "OpenBLAS " + found().decode()
    return "its BLAS"


def best(run, count):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        total = run()
        times.append(time.perf_counter() - start)
    return 1e6 * min(times) / count, total


def say(name, run, count):
    print(name, *best(run, count), sep="\t", flush=True)


def states(Wx, Wh, bh, x):
    """h in float64 [N, H]."""
    W, V, b = Wh.astype("f8"), Wx.T.astype("f8"), bh.astype("f8")
    h = np.zeros((len(x), len(bh)))
    state = np.zeros(len(bh))
    for t, byte in enumerate(x):
        state = np.tanh(V[byte] + W @ state + b)
        h[t] = state
    return h


def predictions(h, Wy, by):
    z = h.astype("f4") @ Wy.T + by
    P = np.exp(z - z.max(1, keepdims=True))
    P /= P.sum(1, keepdims=True)
    return P


def coefficients(P, y):
    """e_y - P, [count, 256] float32; 1 - p_y is the sum of the others."""
    rows = np.arange(len(y))
    c = -P
    c[rows, y] = 0
    c[rows, y] = -c.sum(1)
    return c


def trace(lib, absolute, block, c, gates, columns, Wy, Wh):
    """Sum of |attribution| of COUNT positions, block by block. The arrays belong to `lib`."""
    total = 0.0
    for at in range(0, COUNT, block):
        to = min(COUNT, at + block)
        g = c[at:to] @ Wy
        for k in range(DEPTH + 1):
            rows = slice(DEPTH + at - k, DEPTH + to - k)
            D = gates[rows] * g
            w = columns[rows]
            gradient = lib.einsum("ij,ij->i", w, g)
            gated = lib.einsum("ij,ij->i", w, D)
            norm = lib.sqrt(lib.einsum("ij,ij->i", g, g))
            total += float(absolute(gradient).sum())
            if k < DEPTH:
                g = D @ Wh
    return total


def autograd(torch, model, x, h, first, count):
    """One backward pass of autograd a position, as most attribution tools do it."""
    Wx, Wh, bh, Wy, by = model
    V = Wx.T.contiguous()
    total = 0.0
    for t in range(first, first + count):
        state = torch.zeros_like(bh) if t == DEPTH else h[t - DEPTH - 1]
        path = []
        for s in range(t - DEPTH, t + 1):
            state = torch.tanh(V[int(x[s])] + Wh @ state + bh).requires_grad_()
            path.append(state)
        L = torch.log_softmax(Wy @ state + by, 0)[int(x[t + 1])]
        for s, g in zip(range(t - DEPTH, t + 1), torch.autograd.grad(L, path)):
            total += abs(float(V[int(x[s])] @ g))
    return total


def module(torch, model):
    """nn.RNN with the readout."""
    Wx, Wh, bh, Wy, by = model
    rnn, readout = torch.nn.RNN(256, len(bh)), torch.nn.Linear(len(bh), 256)
    with torch.no_grad():
        for to, value in zip((rnn.weight_ih_l0, rnn.weight_hh_l0, rnn.bias_ih_l0, readout.weight, readout.bias), model):
            to.copy_(torch.from_numpy(value.copy()))
        rnn.bias_hh_l0.zero_()
    return rnn, readout


def train(torch, model, x, streams, steps):
    """Chunks of `steps` bytes of parallel streams: forward, backward, one Adam step each."""
    rnn, readout = module(torch, model)
    parameters = [*rnn.parameters(), *readout.parameters()]
    adam = torch.optim.Adam(parameters, 1e-4)
    each = len(x) // streams
    text = torch.from_numpy(x[: each * streams].reshape(streams, each).T.astype("i8").copy())
    state, chunks = torch.zeros(1, streams, rnn.hidden_size), (each - 1) // steps
    for c in range(chunks):
        at = slice(c * steps, (c + 1) * steps)
        inputs = torch.nn.functional.one_hot(text[at], 256).float()
        out, state = rnn(inputs, state.detach())
        targets = text[c * steps + 1 : (c + 1) * steps + 1]
        loss = torch.nn.functional.cross_entropy(readout(out).reshape(-1, 256), targets.reshape(-1))
        adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()
    return float(loss), chunks * steps * streams


def main():
    model = read_model(MODEL)
    Wx, Wh, bh, Wy, by = model
    try:
        import torch
    except ImportError:
        torch = None
    else:
        torch.set_num_threads(THREADS)
    text = np.fromfile(TEXT, "u1")
    x = text[: DEPTH + COUNT + 1]
    if WORK == "training":
        if torch:
            streams, steps = 16, 50
            _, count = train(torch, model, x, streams, steps)
            say("PyTorch, nn.RNN and Adam", lambda: train(torch, model, x, streams, steps)[0], count)
        return
    if WORK == "forward":
        say("numpy, a step at a time in float64", lambda: predictions(states(Wx, Wh, bh, x), Wy, by)[0, 0], len(x))
        if torch:
            rnn, readout = module(torch, model)
            with torch.no_grad():
                inputs = torch.nn.functional.one_hot(torch.from_numpy(x.astype("i8")), 256).float()[:, None]
                run = lambda: float(torch.log_softmax(readout(rnn(inputs)[0]), -1)[0, 0, 0])
                say("PyTorch, nn.RNN in float32", run, len(x))
        return
    h = states(Wx, Wh, bh, x[:-1])
    c = coefficients(predictions(h[DEPTH:], Wy, by), x[DEPTH + 1 :])
    gates = (1 - h * h).astype("f4")
    columns = np.ascontiguousarray(Wx.T)[x[:-1]]
    found = {b: best(lambda: trace(np, np.abs, b, c, gates, columns, Wy, Wh), COUNT) for b in BLOCKS if b <= COUNT}
    block = min(found, key=lambda b: found[b][0])
    print(f"numpy, {kernel()}", *found[block], f"blocks of {block}", sep="\t", flush=True)
    if not torch:
        return
    of = [torch.from_numpy(np.ascontiguousarray(a)) for a in (c, gates, columns, Wy, Wh)]
    with torch.no_grad():
        say(f"PyTorch {torch.__version__}, batched", lambda: trace(torch, torch.abs, 256, *of), COUNT)
    few = min(COUNT, 10)
    tensors = [torch.from_numpy(a.copy()) for a in model]
    run = lambda: autograd(torch, tensors, x, torch.from_numpy(h.astype("f4")), DEPTH, few)
    say(f"PyTorch {torch.__version__}, autograd a position", run, few)


main()
