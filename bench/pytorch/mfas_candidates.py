"""MFAS candidates on cached taps in plain PyTorch, one after the other: what Weft's training them together is measured against.

A candidate is a stack of four fusion rows (inner size 16, dropout 0.5) over pooled taps of AV-MNIST's two encoders with 3 channels. One
candidate epoch is 3,200 training and 640 dev samples in batches of 32, as one writes it in PyTorch: a random order, torch.optim.Adam with
the learning rate set at every step. The encoders are not run: only the arithmetic that has to be done is timed.

Speaks a line protocol on standard input and output, so that a benchmark can alternate it with another program in one run:
"epochs N" trains N candidate epochs, each of the next candidate, and prints the seconds per epoch; "quit" ends.
"""
import argparse
import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Candidate(nn.Module):
    def __init__(self, rows, image, audio, inner=16, classes=10, dropout=0.5):
        super().__init__()
        self.rows = rows
        widths = [image[i] + audio[a] + (inner if n else 0) for n, (i, a, _) in enumerate(rows)]
        activations = [nn.ReLU, nn.Sigmoid, nn.LeakyReLU]
        self.fusion = nn.ModuleList(
            [nn.Sequential(nn.Linear(w, inner), activations[row[2]](), nn.Dropout(dropout)) for w, row in zip(widths, rows)])
        self.classifier = nn.Linear(inner, classes)

    def forward(self, image, audio):
        out = None
        for (i, a, _), layer in zip(self.rows, self.fusion):
            parts = [image[i], audio[a]] if out is None else [image[i], audio[a], out]
            out = layer(torch.cat(parts, 1))
        return self.classifier(out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--candidates", required=True)
    parser.add_argument("--train", type=int, default=3200)
    parser.add_argument("--dev", type=int, default=640)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    device = torch.device(options.device)
    image_widths, audio_widths = [3, 6, 12], [3, 6, 12, 24, 48]
    candidates = json.loads(options.candidates)
    taps = {split: ([torch.rand(n, w, device=device) for w in image_widths], [torch.rand(n, w, device=device) for w in audio_widths],
                    torch.randint(10, (n,), device=device)) for split, n in (("train", options.train), ("dev", options.dev))}
    batch = 32

    def epoch(rows):
        net = Candidate(rows, image_widths, audio_widths).to(device)
        optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-4)
        image, audio, labels = taps["train"]
        order = torch.randperm(options.train, device=device)
        total = 0.0
        for step, start in enumerate(range(0, options.train, batch)):
            chosen = order[start:start + batch]
            loss = F.cross_entropy(net([t[chosen] for t in image], [t[chosen] for t in audio]), labels[chosen])
            for group in optimizer.param_groups:
                group["lr"] = 1e-6 + 0.5 * (1e-3 - 1e-6) * (1 + math.cos(math.pi * step * batch / options.train))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.item()
        net.eval()
        image, audio, labels = taps["dev"]
        right = 0
        with torch.no_grad():
            for start in range(0, options.dev, batch):
                part = slice(start, start + batch)
                logits = net([t[part] for t in image], [t[part] for t in audio])
                right += (logits.argmax(1) == labels[part]).sum().item()
        return right / options.dev

    print("ready", torch.__version__, flush=True)
    following = 0
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            break
        start = time.perf_counter()
        for _ in range(int(words[1])):
            epoch(candidates[following % len(candidates)])
            following += 1
        print((time.perf_counter() - start) / int(words[1]), flush=True)


if __name__ == "__main__":
    main()
