/* The whole-file trace in plain C, one position at a time: what a reader of docs/method.md would write. Float64
 * recurrence, float32 trace, no intrinsics, no blocking. Not a reference: it only gives a speed to compare
 * with, and a sum to see that the same thing was computed.
 *   gcc -O2 -DH=128 peer.c -lm -o peer && ./peer trace|forward MODEL TEXT DEPTH COUNT
 * prints the best microseconds a position and the sum of |attribution| (trace, which leaves the forward pass out). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef H
#define H 128
#endif
#define ROUNDS 5

static float Wx[H][256], Wh[H][H], bh[H], Wy[256][H], by[256];
static float column[256][H]; /* W_x[:, x] in one row */

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void need(size_t got, size_t wanted, const char *what) {
  if (got != wanted) {
    fprintf(stderr, "peer: %s: %zu found, %zu expected\n", what, got, wanted);
    exit(2);
  }
}

static void read_model(const char *path) {
  FILE *f = fopen(path, "rb");
  need(f != NULL, 1, path);
  need(fread(Wx, 4, H * 256, f), H * 256, "W_x");
  need(fread(Wh, 4, H * H, f), H * H, "W_h");
  need(fread(bh, 4, H, f), H, "b_h");
  need(fread(Wy, 4, 256 * H, f), 256 * H, "W_y");
  need(fread(by, 4, 256, f), 256, "b_y");
  fclose(f);
  for (int i = 0; i < H; i++)
    for (int x = 0; x < 256; x++) column[x][i] = Wx[i][x];
}

/* h_t = tanh(W_x[:, x_t] + W_h h_{t-1} + b_h) in float64; h and the gate 1 - h^2 kept in float32. */
static void forward(const unsigned char *x, int n, float (*h)[H], float (*gate)[H]) {
  double state[H] = {0}, next[H];
  for (int t = 0; t < n; t++) {
    for (int i = 0; i < H; i++) {
      double a = (double)column[x[t]][i] + bh[i];
      for (int j = 0; j < H; j++) a += Wh[i][j] * state[j];
      next[i] = tanh(a);
    }
    memcpy(state, next, sizeof state);
    for (int i = 0; i < H; i++) {
      h[t][i] = (float)state[i];
      gate[t][i] = (float)(1 - state[i] * state[i]);
    }
  }
}

/* c = e_y - P_t; 1 - p_y is the sum of the other probabilities. */
static void coefficients(const float *h, int y, float *c) {
  float max = -INFINITY, sum = 0, others = 0;
  for (int o = 0; o < 256; o++) {
    float z = by[o];
    for (int j = 0; j < H; j++) z += Wy[o][j] * h[j];
    c[o] = z;
    if (z > max) max = z;
  }
  for (int o = 0; o < 256; o++) sum += c[o] = expf(c[o] - max);
  for (int o = 0; o < 256; o++) {
    c[o] /= sum;
    if (o != y) others += c[o];
    c[o] = -c[o];
  }
  c[y] = others;
}

/* g_t, then every lag: both attributions, the norm, one step back. Returns the sum of |attribution|. */
static double trace(const unsigned char *x, int t, int depth, const float *c, float (*gate)[H],
                    float *gradient, float *gated, float *norm) {
  float g[H] = {0}, D[H];
  double total = 0;
  for (int o = 0; o < 256; o++)
    for (int j = 0; j < H; j++) g[j] += Wy[o][j] * c[o];
  for (int k = 0; k <= depth; k++) {
    const float *w = column[x[t - k]], *d = gate[t - k];
    float a = 0, b = 0, s = 0;
    for (int i = 0; i < H; i++) {
      D[i] = d[i] * g[i];
      a += w[i] * g[i];
      b += w[i] * D[i];
      s += g[i] * g[i];
    }
    gradient[k] = a;
    gated[k] = b;
    norm[k] = sqrtf(s);
    total += fabsf(a);
    if (k == depth) break;
    memset(g, 0, sizeof g);
    for (int i = 0; i < H; i++)
      for (int j = 0; j < H; j++) g[j] += Wh[i][j] * D[i];
  }
  return total;
}

int main(int argc, char **argv) {
  need(argc, 6, "arguments (trace|forward MODEL TEXT DEPTH COUNT)");
  int traces = strcmp(argv[1], "trace") == 0, depth = atoi(argv[4]), count = atoi(argv[5]), n = depth + count;
  unsigned char *x = malloc(n + 1);
  float(*h)[H] = malloc(sizeof(float[H]) * n), (*gate)[H] = malloc(sizeof(float[H]) * n);
  float(*c)[256] = malloc(sizeof(float[256]) * count);
  float *gradient = malloc(4 * (depth + 1)), *gated = malloc(4 * (depth + 1)), *norm = malloc(4 * (depth + 1));
  read_model(argv[2]);
  FILE *f = fopen(argv[3], "rb");
  need(f != NULL, 1, argv[3]);
  need(fread(x, 1, n + 1, f), n + 1, "bytes of the text");
  fclose(f);
  double best = INFINITY, total = 0;
  for (int round = 0; round < (traces ? 1 : ROUNDS); round++) {
    double start = seconds();
    forward(x, n, h, gate);
    for (int i = 0; i < count; i++) coefficients(h[depth + i], x[depth + i + 1], c[i]);
    double spent = seconds() - start;
    if (!traces && spent < best) best = spent;
  }
  for (int round = 0; traces && round < ROUNDS; round++) {
    double start = seconds();
    total = 0;
    for (int i = 0; i < count; i++) total += trace(x, depth + i, depth, c[i], gate, gradient, gated, norm);
    double spent = seconds() - start;
    if (spent < best) best = spent;
  }
  printf("%.3f %.6f\n", 1e6 * best / count, total);
  return 0;
}
