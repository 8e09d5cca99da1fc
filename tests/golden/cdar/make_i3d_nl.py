"""Writes i3d_nl.npz: an inflated ResNet-50 with non-local blocks in plain PyTorch, narrow, with the weights and inputs of golden/cdar.

The structure is that of OpenMMLab's I3D with dot-product non-local blocks (CDAR specification 2.3), written anew with plain modules; the
names and the order of parameters are those of its checkpoints.
"""
import math
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

INFLATED = ((1, 1, 1), (1, 0, 1, 0), (1, 0, 1, 0, 1, 0), (0, 1, 0))
NON_LOCAL = ((0, 0, 0), (0, 1, 0, 1), (0, 1, 0, 1, 0, 1), (0, 0, 0))


def proc(shape, k, scale):
    count = int(np.prod(shape))
    h = (np.arange(count, dtype=np.uint64) * 2654435761 + k * 40503 + 12345) & 0xFFFFFFFF
    h ^= h >> np.uint64(16)
    h = (h * 2246822519) & 0xFFFFFFFF
    h ^= h >> np.uint64(13)
    h = (h * 3266489917) & 0xFFFFFFFF
    h ^= h >> np.uint64(16)
    return torch.from_numpy((scale * (2 * (h.astype(np.float64) / 2 ** 32) - 1)).astype(np.float32).reshape(shape))


def procinit(module):
    k = 0
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if parameter.dim() >= 2:
                # Without batch statistics, products of unscaled maps grow beyond all bounds.
                scale = 0.05 if "non_local_block" in name else 1
                parameter.copy_(scale * proc(parameter.shape, k, math.sqrt(6 / (parameter.numel() / parameter.shape[0]))))
            else:
                parameter.copy_(proc(parameter.shape, k, .1) + (1 if name.endswith("weight") else 0))
            k += 1
        for name, buffer in module.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(proc(buffer.shape, k, .05))
            elif name.endswith("running_var"):
                buffer.copy_(1 + .2 * proc(buffer.shape, k, 1).abs())
            k += 1


def unit(inputs, outputs, kernel, stride=1, norm=True):
    module = nn.Module()
    module.conv = nn.Conv3d(inputs, outputs, kernel, stride, tuple(k // 2 for k in kernel), bias=not norm)
    if norm:
        module.bn = nn.BatchNorm3d(outputs)
    return module


def run(module, x):
    x = module.conv(x)
    return module.bn(x) if hasattr(module, "bn") else x


class NonLocal(nn.Module):
    def __init__(self, channels):
        super().__init__()
        inner, one = channels // 2, (1, 1, 1)
        self.g = nn.Sequential(unit(channels, inner, one, norm=False))
        self.conv_out = unit(inner, channels, one)
        self.theta = unit(channels, inner, one, norm=False)
        self.phi = nn.Sequential(unit(channels, inner, one, norm=False))

    def forward(self, x):
        half = lambda part: F.max_pool3d(run(part[0], x), (1, 2, 2)).flatten(2)
        theta, phi, g = run(self.theta, x).flatten(2), half(self.phi), half(self.g)
        weights = torch.einsum("bci,bcj->bij", theta, phi) / phi.shape[2]
        mixed = torch.einsum("bij,bcj->bci", weights, g)
        return x + run(self.conv_out, mixed.reshape(x.shape[0], -1, *x.shape[2:]))


class Block(nn.Module):
    def __init__(self, inputs, planes, stride, inflated, non_local):
        super().__init__()
        self.conv1 = unit(inputs, planes, (3, 1, 1) if inflated else (1, 1, 1))
        self.conv2 = unit(planes, planes, (1, 3, 3), (1, stride, stride))
        self.conv3 = unit(planes, 4 * planes, (1, 1, 1))
        if inputs != 4 * planes or stride != 1:
            self.downsample = unit(inputs, 4 * planes, (1, 1, 1), (1, stride, stride))
        if non_local:
            self.non_local_block = NonLocal(4 * planes)

    def forward(self, x):
        out = run(self.conv3, F.relu(run(self.conv2, F.relu(run(self.conv1, x)))))
        out = F.relu(out + (run(self.downsample, x) if hasattr(self, "downsample") else x))
        return self.non_local_block(out) if hasattr(self, "non_local_block") else out


class Network(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = unit(3, channels, (5, 7, 7), 2)
        inputs = channels
        for s in range(4):
            row = nn.Sequential()
            for b, (inflated, non_local) in enumerate(zip(INFLATED[s], NON_LOCAL[s])):
                row.add_module(str(b), Block(inputs, channels << s, 2 if s and not b else 1, inflated, non_local))
                inputs = 4 * (channels << s)
            self.add_module("layer%d" % (s + 1), row)

    def forward(self, x):
        x = F.max_pool3d(F.relu(run(self.conv1, x)), (1, 3, 3), 2, (0, 1, 1))
        x = F.max_pool3d(self.layer1(x), (2, 1, 1))
        return self.layer4(self.layer3(self.layer2(x))).mean((3, 4))


def main():
    torch.set_num_threads(1)
    network = Network(4)
    procinit(network)
    clips = proc((2, 3, 16, 64, 64), 3, 1)
    arrays = {"names": np.array([name for name, _ in network.named_parameters()])}
    with torch.no_grad():
        arrays["eval"] = network.eval()(clips).numpy()
    clips.requires_grad_()
    features = network.train()(clips)
    (features * proc(features.shape, 7, 1)).sum().backward()
    arrays["train"] = features.detach().numpy()
    arrays["gradin_sub"] = clips.grad[0, :, ::4, ::8, ::8].numpy()
    double = Network(4)
    procinit(double)
    double = double.double()
    exact = clips.detach().double().requires_grad_()
    features = double.train()(exact)
    (features * proc(features.shape, 7, 1)).sum().backward()
    error = lambda a, b: float(np.abs(a - b).max() / np.abs(b).max())
    print("single against double: train", error(arrays["train"], features.detach().numpy()), "gradient",
          error(arrays["gradin_sub"], exact.grad[0, :, ::4, ::8, ::8].numpy()), "shape", features.shape,
          "greatest", np.abs(arrays["eval"]).max(), np.abs(arrays["train"]).max())
    names = arrays.pop("names")
    np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "i3d_nl.npz"), **arrays)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "i3d_nl.names.txt"), "w") as file:
        file.write("\n".join(names) + "\n")


if __name__ == "__main__":
    main()
