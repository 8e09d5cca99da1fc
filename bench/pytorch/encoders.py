"""The five published encoders in plain PyTorch: what Weft's forward passes are measured against.

VGG-19, the Maxout network, the co-occurrence network, the inflated ResNet-50 and the 3-D ResNeXt-101 as one writes them in PyTorch: one
module per layer, ReLU in place as torchvision has it, intermediate maps dropped as soon as the code has no name for them. The names of
parameters are the published ones. Evaluation mode, no gradients, initial values as they come.

Speaks a line protocol on standard input and output, so that a benchmark can alternate it with another program in one run:
"forward N" runs N passes and prints the seconds per pass; "peak" forgets the greatest memory so far, runs one pass and prints the
greatest memory the process then had, in bytes; "quit" ends.
"""
import argparse
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Vgg19(nn.Module):
    def __init__(self, classes=23):
        super().__init__()
        layers, inputs = [], 3
        for width, count in ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4)):
            for _ in range(count):
                layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU(inplace=True)]
                inputs = width
            layers.append(nn.MaxPool2d(2))
        self.vgg = nn.Sequential(*layers)
        self.bn4 = nn.BatchNorm1d(512)
        self.classifier = nn.Linear(512, classes)

    def forward(self, x):
        taps = []
        for i, layer in enumerate(self.vgg):
            x = layer(x)
            if i in (20, 26, 33, 36):
                taps.append(x)
        return self.classifier(self.bn4(x.mean((2, 3)))), taps


class Maxout(nn.Module):
    def __init__(self, inputs, outputs, pieces=5):
        super().__init__()
        self.lin = nn.Linear(inputs, outputs * pieces)
        self.pieces = pieces

    def forward(self, x):
        return self.lin(x).view(len(x), -1, self.pieces).max(2)[0]


class MaxoutMlp(nn.Module):
    def __init__(self, classes=23):
        super().__init__()
        self.op1 = Maxout(300, 64)
        self.op2 = nn.Sequential(nn.BatchNorm1d(64), nn.Dropout(0.5))
        self.op3 = Maxout(64, 128)
        self.op4 = nn.Sequential(nn.BatchNorm1d(128), nn.Dropout(0.5))
        self.hid2val = nn.Linear(128, classes)

    def forward(self, x):
        low = self.op1(x)
        high = self.op3(self.op2(low))
        return self.hid2val(self.op4(high)), [low, high]


class CoOccurrenceNet(nn.Module):
    def __init__(self, classes=60, dropout=0.5):
        super().__init__()
        for suffix in ("", "m"):
            self.add_module("conv1" + suffix, nn.Sequential(nn.Conv2d(3, 64, 1), nn.ReLU(inplace=True)))
            self.add_module("conv2" + suffix, nn.Conv2d(64, 32, (3, 1), padding=(1, 0)))
            self.add_module("conv3" + suffix, nn.Sequential(nn.Conv2d(25, 32, 3, padding=1), nn.MaxPool2d(2)))
            self.add_module("conv4" + suffix, nn.Sequential(nn.Conv2d(32, 64, 3, padding=1), nn.Dropout2d(dropout), nn.MaxPool2d(2)))
        self.conv5 = nn.Sequential(nn.Conv2d(128, 128, 3, padding=1), nn.ReLU(inplace=True), nn.Dropout2d(dropout), nn.MaxPool2d(2))
        self.conv6 = nn.Sequential(nn.Conv2d(128, 256, 3, padding=1), nn.ReLU(inplace=True), nn.Dropout2d(dropout), nn.MaxPool2d(2))
        self.fc7 = nn.Sequential(nn.Linear(1024, 512), nn.ReLU(inplace=True), nn.Dropout(dropout))
        self.fc8 = nn.Linear(512, classes)

    def stream(self, x, suffix):
        part = self._modules
        x = part["conv2" + suffix](part["conv1" + suffix](x))
        return part["conv4" + suffix](part["conv3" + suffix](x.permute(0, 3, 2, 1).contiguous()))

    def forward(self, x):
        n, c, t, v, m = x.shape
        motion = (x[:, :, 1:] - x[:, :, :-1]).permute(0, 1, 4, 2, 3).reshape(n, c * m, t - 1, v)
        motion = F.interpolate(motion, size=(t, v), mode="bilinear", align_corners=False).view(n, c, m, t, v)
        middle, last = [], []
        for person in range(m):
            both = torch.cat([self.stream(x[..., person], ""), self.stream(motion[:, :, person], "m")], 1)
            middle.append(self.conv5(both))
            last.append(self.conv6(middle[-1]))
        taps = [torch.max(*middle), torch.max(*last)]
        taps.append(taps[1].flatten(1))
        taps.append(self.fc7(taps[2]))
        return self.fc8(taps[3]), taps


class Bottleneck(nn.Module):
    def __init__(self, inputs, planes, outputs, stride, groups):
        super().__init__()
        self.conv1 = nn.Conv3d(inputs, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm3d(planes)
        self.conv2 = nn.Conv3d(planes, planes, 3, stride, 1, groups=groups, bias=False)
        self.bn2 = nn.BatchNorm3d(planes)
        self.conv3 = nn.Conv3d(planes, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm3d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if inputs != outputs or stride != (1, 1, 1):
            self.downsample = nn.Sequential(nn.Conv3d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm3d(outputs))

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += x if self.downsample is None else self.downsample(x)
        return self.relu(out)


def stages(module, inputs, planes, expansion, blocks, stride, groups):
    for s, count in enumerate(blocks):
        width = planes << s
        stage = []
        for b in range(count):
            step = stride if s > 0 and b == 0 else (1, 1, 1)
            stage.append(Bottleneck(inputs, width, expansion * width, step, groups))
            inputs = expansion * width
        module.add_module("layer%d" % (s + 1), nn.Sequential(*stage))


class InflatedTrunk(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        stages(self, 64, 64, 4, (3, 4, 6, 3), (1, 2, 2), 1)

    def forward(self, x):
        n, c, t, h, w = x.shape
        x = x.transpose(1, 2).contiguous().view(n * t, c, h, w)
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer1(x.view(n, t, *x.shape[1:]).transpose(1, 2))
        second = self.layer2(x)
        third = self.layer3(second)
        return [second, third, self.layer4(third)]


class InflatedResNet(nn.Module):
    def __init__(self, classes=60, frames=8):
        super().__init__()
        self.cnn = InflatedTrunk()
        self.pool = nn.AvgPool3d((frames, 7, 7))
        self.classifier = nn.Linear(2048, classes)

    def forward(self, x):
        taps = self.cnn(x.permute(0, 4, 1, 2, 3).contiguous())
        taps.append(self.pool(taps[-1]).flatten(1))
        return self.classifier(taps[-1]), taps


class ResNeXt3d(nn.Module):
    def __init__(self, channels, classes=83):
        super().__init__()
        frames = 7 if channels == 1 else 3
        self.conv1 = nn.Conv3d(channels, 64, (frames, 7, 7), (1, 2, 2), (frames // 2, 3, 3), bias=False)
        self.bn1 = nn.BatchNorm3d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool3d(3, 2, 1)
        stages(self, 64, 128, 2, (3, 4, 23, 3), (2, 2, 2), 32)
        self.avgpool = nn.AvgPool3d((2, 4, 4))
        self.fc = nn.Linear(2048, classes)

    def forward(self, x):
        x = self.layer1(self.maxpool(self.relu(self.bn1(self.conv1(x)))))
        second = self.layer2(x)
        third = self.layer3(second)
        fourth = self.layer4(third)
        pooled = self.avgpool(fourth)
        return self.fc(pooled.flatten(1)), [second, third, fourth, pooled]


NETWORKS = {
    "image": (lambda: Vgg19(), (8, 3, 256, 160)),
    "text": (lambda: MaxoutMlp(), (32, 300)),
    "skeleton": (lambda: CoOccurrenceNet(), (32, 3, 32, 25, 2)),
    "video": (lambda: InflatedResNet(), (1, 8, 256, 256, 3)),
    "rgb": (lambda: ResNeXt3d(3), (1, 3, 32, 112, 112)),
    "depth": (lambda: ResNeXt3d(1), (1, 1, 32, 112, 112)),
}


def forget_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak():
    with open("/proc/self/status") as file:
        return 1024 * next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--network", choices=NETWORKS, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    device = torch.device(options.device)
    build, shape = NETWORKS[options.network]
    network = build().to(device).eval()
    batch = torch.rand(shape, device=device)
    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            break
        with torch.no_grad():
            if words[0] == "peak":
                forget_peak()
                network(batch)
                print(peak(), flush=True)
                continue
            count = int(words[1])
            start = time.perf_counter()
            for _ in range(count):
                network(batch)
            if device.type == "cuda":
                torch.cuda.synchronize()
            print((time.perf_counter() - start) / count, flush=True)


if __name__ == "__main__":
    main()
