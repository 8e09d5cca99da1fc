"""BM-NAS fusion step in plain PyTorch: what Weft's own step is measured against.

The hypernet of the paper at its MM-IMDB settings (6 cached taps, C 192, L 16, 2 cells, 1 inner step) as one writes it in PyTorch:
one module per primitive, two concatenated inputs, torch.optim.Adam. The wasteful parts of the published training script (running the
encoders, pushing the learning rate through a state dictionary) are left out: only the arithmetic that has to be done is timed.

Speaks a line protocol on standard input and output, so that a benchmark can alternate it with another program in one run:
"weight N" or "arch N" runs N steps and prints the seconds per step; "quit" ends.
"""
import argparse
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

TAPS = [512, 512, 512, 512, 64, 128]


class Reshape(nn.Module):
    def __init__(self, inputs, channels, dropout):
        super().__init__()
        self.conv = nn.Conv1d(inputs, channels, 1)
        self.bn = nn.BatchNorm1d(channels)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(F.relu(self.bn(self.conv(x))))


class Sum(nn.Module):
    def __init__(self, channels, length, dropout):
        super().__init__()

    def forward(self, x, y):
        return x + y


class ScaleDotAttn(nn.Module):
    def __init__(self, channels, length, dropout):
        super().__init__()
        self.ln = nn.LayerNorm([channels, length])
        self.dropout = nn.Dropout(0.1)

    def forward(self, x, y):
        query = x.transpose(1, 2)
        scores = torch.softmax(torch.bmm(query, y) / x.shape[1] ** 0.5, dim=-1)
        return self.ln(self.dropout(torch.bmm(scores, y.transpose(1, 2)).transpose(1, 2)))


class LinearGLU(nn.Module):
    def __init__(self, channels, length, dropout):
        super().__init__()
        self.conv = nn.Conv1d(2 * channels, 2 * channels, 1)
        self.bn = nn.BatchNorm1d(2 * channels)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, y):
        return self.dropout(F.glu(self.bn(self.conv(torch.cat([x, y], 1))), dim=1))


class ConcatFC(nn.Module):
    def __init__(self, channels, length, dropout):
        super().__init__()
        self.conv = nn.Conv1d(2 * channels, channels, 1)
        self.bn = nn.BatchNorm1d(channels)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, y):
        return self.dropout(F.relu(self.bn(self.conv(torch.cat([x, y], 1)))))


class Cell(nn.Module):
    def __init__(self, channels, length, dropout):
        super().__init__()
        self.ops = nn.ModuleList([op(channels, length, dropout) for op in (Sum, ScaleDotAttn, LinearGLU, ConcatFC)])
        self.ln = nn.LayerNorm([channels, length])

    def forward(self, x, y, beta, gamma):
        z = beta[0] * x + beta[1] * y
        mixed = sum(weight * op(z, z) for weight, op in zip(gamma, self.ops))
        return self.ln(mixed + x)


class Hypernet(nn.Module):
    def __init__(self, channels=192, length=16, cells=2, classes=23, dropout=0.1):
        super().__init__()
        self.reshape = nn.ModuleList([Reshape(c, channels, dropout) for c in TAPS])
        self.cells = nn.ModuleList([Cell(channels, length, dropout) for _ in range(cells)])
        self.ln = nn.LayerNorm([cells * channels, length])
        self.classifier = nn.Linear(cells * channels * length, classes)
        rows = sum(len(TAPS) + i for i in range(cells))
        self.alphas = (1e-3 * torch.randn(rows, 2)).requires_grad_()
        self.betas = [(1e-3 * torch.randn(2, 2)).requires_grad_() for _ in range(cells)]
        self.gammas = [(1e-3 * torch.randn(1, 4)).requires_grad_() for _ in range(cells)]

    def architecture(self):
        return [self.alphas, *[t for pair in zip(self.betas, self.gammas) for t in pair]]

    def forward(self, taps):
        states = [layer(tap) for layer, tap in zip(self.reshape, taps)]
        alpha = torch.softmax(self.alphas, dim=-1)[:, 1]
        offset = 0
        for i, cell in enumerate(self.cells):
            h = sum(alpha[offset + j] * state for j, state in enumerate(states))
            offset += len(states)
            beta = torch.softmax(self.betas[i], dim=-1)[:, 1]
            gamma = torch.softmax(self.gammas[i], dim=-1)[0]
            states.append(cell(h, h, beta, gamma))
        out = F.relu(self.ln(torch.cat(states[len(TAPS):], 1)))
        return self.classifier(out.flatten(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    device = torch.device(options.device)
    net = Hypernet().to(device)
    net.alphas = net.alphas.detach().to(device).requires_grad_()
    net.betas = [b.detach().to(device).requires_grad_() for b in net.betas]
    net.gammas = [g.detach().to(device).requires_grad_() for g in net.gammas]
    weights = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-4)
    arch = torch.optim.Adam(net.architecture(), lr=3e-4, betas=(0.5, 0.999), weight_decay=1e-3)
    taps = [torch.rand(options.batch, c, 16, device=device) for c in TAPS]
    labels = (torch.rand(options.batch, 23, device=device) > 0.9).float()

    def weight_step():
        weights.zero_grad(set_to_none=True)
        loss = F.binary_cross_entropy_with_logits(net(taps), labels)
        loss.backward()
        weights.step()
        return loss.item()

    def arch_step():
        arch.zero_grad(set_to_none=True)
        F.binary_cross_entropy_with_logits(net(taps), labels).backward()
        arch.step()
        weights.zero_grad(set_to_none=True)
        with torch.no_grad():
            return F.binary_cross_entropy_with_logits(net(taps), labels).item()

    steps = {"weight": weight_step, "arch": arch_step}
    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            break
        step, count = steps[words[0]], int(words[1])
        start = time.perf_counter()
        for _ in range(count):
            step()
        if device.type == "cuda":
            torch.cuda.synchronize()
        print((time.perf_counter() - start) / count, flush=True)


if __name__ == "__main__":
    main()
