"""A training step of the temporal shift network on ResNet-50 in plain PyTorch: what Weft's steps are measured against.

The network as one writes it in PyTorch: one module per layer, ReLU in place, an eighth of the channels shifted by one frame each way
before the first convolution of every block. 2 clips of 8 frames of 224 x 224 pixels, train mode; the loss is a weighted mean of the
pooled features, so that forward and backward pass of the encoder are all that is measured.

Speaks a line protocol on standard input and output, so that a benchmark can alternate it with another program in one run:
"step N" runs N steps and prints the seconds per step; "peak" forgets the greatest memory so far, runs one step and prints the greatest
memory the process then had, in bytes; "quit" ends.
"""
import argparse
import sys
import time

import torch
from torch import nn

BLOCKS = (3, 4, 6, 3)


def shift(x, segments, parts=8):
    n, c, h, w = x.shape
    x = x.view(n // segments, segments, c, h, w)
    fold = c // parts
    out = torch.zeros_like(x)
    out[:, :-1, :fold] = x[:, 1:, :fold]
    out[:, 1:, fold:2 * fold] = x[:, :-1, fold:2 * fold]
    out[:, :, 2 * fold:] = x[:, :, 2 * fold:]
    return out.view(n, c, h, w)


class Bottleneck(nn.Module):
    def __init__(self, inputs, planes, stride, segments):
        super().__init__()
        outputs = 4 * planes
        self.segments = segments
        self.conv1 = nn.Conv2d(inputs, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if inputs != outputs or stride != 1:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(shift(x, self.segments))))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += x if self.downsample is None else self.downsample(x)
        return self.relu(out)


class Tsm(nn.Module):
    def __init__(self, segments=8):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs, layers = 64, []
        for stage, count in enumerate(BLOCKS):
            for block in range(count):
                planes = 64 << stage
                layers.append(Bottleneck(inputs, planes, 2 if stage > 0 and block == 0 else 1, segments))
                inputs = 4 * planes
        self.layers = nn.Sequential(*layers)

    def forward(self, clips):
        n, c, t, h, w = clips.shape
        x = clips.transpose(1, 2).reshape(n * t, c, h, w)
        return self.layers(self.maxpool(self.relu(self.bn1(self.conv1(x))))).mean((2, 3))


def forget_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak():
    with open("/proc/self/status") as file:
        return 1024 * next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--channels-last", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    device = torch.device(options.device)
    network = Tsm().to(device).train()
    if options.channels_last:
        network = network.to(memory_format=torch.channels_last)
    clips = torch.rand(2, 3, 8, options.size, options.size, device=device)
    weights = torch.rand(16, 2048, device=device)

    def step():
        network.zero_grad(set_to_none=True)
        (network(clips) * weights).mean().backward()

    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            break
        if words[0] == "peak":
            forget_peak()
            step()
            print(peak(), flush=True)
            continue
        count = int(words[1])
        start = time.perf_counter()
        for _ in range(count):
            step()
        if device.type == "cuda":
            torch.cuda.synchronize()
        print((time.perf_counter() - start) / count, flush=True)


if __name__ == "__main__":
    main()
