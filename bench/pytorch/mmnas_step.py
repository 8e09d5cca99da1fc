"""MmNas steps in plain PyTorch: what Weft's own steps are measured against.

The encoder-decoder of the paper at its published sizes, written as one writes it in PyTorch: batches padded to full length, one linear
layer for each projection, torch.nn.functional.dropout, torch.optim.Adam. What the published code needs only for its distribution over
several processes (adding zero times every parameter to the loss) and features that it computes and never uses are left out.

Speaks a line protocol on standard input and output, so that a benchmark can alternate it with another program in one run:
"<kind> N" runs N steps of a kind and prints the seconds per step; "peak" prints the greatest memory during one step of the first kind in
bytes; "evaluate N" scores N batches of pairs whole, without gradients; "quit" ends. Kinds: "real" and "full" (training on batches with
real lengths and with none padded), or, of a search, "weight", "arch", "weight-full" and "arch-full".
"""
import argparse
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

GENOTYPES = {
    "vqa": ("SSSSFFFFSFFF", "GGFFGFRGFGRFRSFRGF"),
    "vgd": ("SFFSFFFFFFFS", "GGGGGGFGRRGFRGGRGR"),
    "itm": ("SSFFFSFSFFFF", "SGGRSGRGGGGFGGRSGR"),
}
PRIOR = ("SF" * 6, "RGF" * 6)
WORDS = {"vqa": 14, "vgd": 15, "itm": 50}
BOXES = {"vqa": 100, "vgd": 100, "itm": 36}
VOCABULARY = {"vqa": 20573, "vgd": 9000, "itm": 18000}
ANSWERS = 3129
DROPOUT = 0.1


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Parameter(torch.ones(width))
        self.b = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        return self.a * (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + 1e-6) + self.b


class Attention(nn.Module):
    def __init__(self, width, related=False):
        super().__init__()
        self.heads = width // 64
        self.q = nn.Linear(width, width, bias=False)
        self.k = nn.Linear(width, width, bias=False)
        self.v = nn.Linear(width, width, bias=False)
        self.merge = nn.Linear(width, width, bias=False)
        self.r = nn.Linear(64, self.heads) if related else None

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, 64).transpose(1, 2)

    def forward(self, x, y, mask, relations=None):
        q, k, v = self.split(self.q(x)), self.split(self.k(y)), self.split(self.v(y))
        scores = torch.matmul(q, k.transpose(-2, -1)) / 8
        if self.r is not None:
            scores = scores + torch.log(torch.clamp(F.relu(self.r(relations)), min=1e-6)).permute(0, 3, 1, 2)
        weights = F.dropout(torch.softmax(scores.masked_fill(mask[:, None, None], -1e9), -1), DROPOUT, self.training)
        return self.merge(torch.matmul(weights, v).transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, width, inner, out):
        super().__init__()
        self.first = nn.Linear(width, inner)
        self.second = nn.Linear(inner, out)

    def forward(self, x):
        return self.second(F.dropout(F.relu(self.first(x)), DROPOUT, self.training))


class Block(nn.Module):
    def __init__(self, letter, width):
        super().__init__()
        self.letter = letter
        self.body = Mlp(width, 4 * width, width) if letter == "F" else Attention(width, letter == "R")
        self.norm = Norm(width)

    def forward(self, x, x_mask, y, y_mask, relations):
        if self.letter == "F":
            f = self.body(x)
        elif self.letter == "G":
            f = self.body(x, y, y_mask)
        else:
            f = self.body(x, x, x_mask, relations)
        return self.norm(x + F.dropout(f, DROPOUT, self.training))


class Mixed(nn.Module):
    """All candidates of a block, one of them active; in an architecture step the rest are evaluated for the gradient of their gates."""

    def __init__(self, letters, width, prior):
        super().__init__()
        self.ops = nn.ModuleList([Block(letter, width) for letter in letters])
        self.alpha = torch.tensor([1.0 if letter == prior else -1.0 for letter in letters], requires_grad=True)
        self.gates = torch.zeros(len(letters), requires_grad=True)
        self.full = False

    def choose(self, full):
        self.active = int(torch.multinomial(torch.softmax(self.alpha.detach(), 0), 1))
        self.gates = F.one_hot(torch.tensor(self.active), len(self.ops)).float().requires_grad_()
        self.full = full

    def forward(self, *inputs):
        if not self.full:
            return self.ops[self.active](*inputs)
        outputs = [op(*inputs) for op in self.ops]
        return sum(gate * (out if i == self.active else out.detach()) for i, (gate, out) in enumerate(zip(self.gates, outputs)))

    def architecture_gradient(self):
        p = torch.softmax(self.alpha.detach(), 0)
        self.alpha.grad = p * (self.gates.grad - (self.gates.grad * p).sum())


class Pool(nn.Module):
    def __init__(self, width, out):
        super().__init__()
        self.mlp = Mlp(width, 512, 1)
        self.merge = nn.Linear(width, out)

    def forward(self, x, mask):
        weights = torch.softmax(self.mlp(x).masked_fill(mask[:, :, None], -1e9), 1)
        return self.merge((weights * x).sum(1))


class Network(nn.Module):
    def __init__(self, task, width, out, search):
        super().__init__()
        self.task = task
        self.embedding = nn.Embedding(VOCABULARY[task], 300)
        self.lstm = nn.LSTM(300, width, batch_first=True)
        self.image = nn.Linear(2048, width)
        self.relation = nn.Linear(4, 64)
        if search:
            self.encoder = nn.ModuleList([Mixed("SF", width, prior) for prior in PRIOR[0]])
            self.decoder = nn.ModuleList([Mixed("SRGF", width, prior) for prior in PRIOR[1]])
        else:
            self.encoder = nn.ModuleList([Block(letter, width) for letter in GENOTYPES[task][0]])
            self.decoder = nn.ModuleList([Block(letter, width) for letter in GENOTYPES[task][1]])
        self.pool_x = Pool(width, out)
        self.pool_y = nn.Linear(width, out) if task == "vgd" else Pool(width, out)
        self.norm = Norm(out)
        self.proj = nn.Linear(out, {"vqa": ANSWERS, "vgd": 5, "itm": 1}[task])

    def forward(self, words, boxes, geometry):
        x_mask, y_mask = words == 0, boxes.abs().sum(-1) == 0
        x, y = self.lstm(self.embedding(words))[0], self.image(boxes)
        relations = F.relu(self.relation(geometry))
        for block in self.encoder:
            x = block(x, x_mask, None, None, None)
        for block in self.decoder:
            y = block(y, y_mask, x, x_mask, relations)
        pooled = self.pool_x(x, x_mask)
        if self.task == "vgd":
            return self.proj(self.norm(pooled[:, None] + self.pool_y(y)))
        return self.proj(self.norm(pooled + self.pool_y(y, y_mask)))


def lengths(task, batch, seed, full):
    """Words and boxes of each sample: a small generator that every language can repeat, and quantiles of the published data."""
    result = []
    state = seed
    for _ in range(batch):
        draws = []
        for _ in range(3):
            state = (state * 1103515245 + 12345) % 2147483648
            draws.append(state / 2147483648)
        u = (draws[0] + draws[1] + draws[2]) / 3
        v = draws[2]
        if full:
            words, boxes = WORDS[task], BOXES[task]
        elif task == "vqa":
            words, boxes = 3 + int(7 * u) + (3 if v > 0.95 else 0), 10 + int(90 * v ** 2.5)
        elif task == "vgd":
            words, boxes = 3 + int(6 * u) + (6 if v > 0.97 else 0), 100
        else:
            words, boxes = 4 + int(16 * u) + (14 if v > 0.97 else 0), 36
        result.append((words, boxes))
    return result


def batch_of(task, batch, seed, full):
    words = torch.zeros(batch, WORDS[task], dtype=torch.long)
    boxes = torch.zeros(batch, BOXES[task], 2048)
    geometry = torch.zeros(batch, BOXES[task], BOXES[task], 4)
    for i, (w, b) in enumerate(lengths(task, batch, seed, full)):
        words[i, :w] = torch.randint(3, VOCABULARY[task], (w,))
        boxes[i, :b] = torch.rand(b, 2048)
        geometry[i, :b, :b] = torch.randn(b, b, 4)
    return words, boxes, geometry


def loss_of(net, task, batch, targets):
    words, boxes, geometry = batch
    if task == "vqa":
        return F.binary_cross_entropy_with_logits(net(words, boxes, geometry), targets, reduction="sum")
    if task == "vgd":
        out = net(words, boxes, geometry)
        scores = F.log_softmax(out[..., 0], -1)
        rank = F.kl_div(scores, targets[..., 0], reduction="sum") / len(words)
        chosen = targets[..., :1] > 0
        return rank + 0.5 * F.smooth_l1_loss(out[..., 1:] * chosen, targets[..., 1:] * chosen, reduction="sum") / chosen.sum()
    other = torch.arange(len(words)).roll(1)
    one = torch.ones(len(words), 1)
    positive = torch.sigmoid(net(words, boxes, geometry))
    captions = torch.sigmoid(net(words[other], boxes, geometry))
    images = torch.sigmoid(net(words, boxes[other], geometry[other]))
    bce = lambda p, t: F.binary_cross_entropy(p, t, reduction="sum")
    return 2 * bce(positive, one) + bce(captions, 0 * one) + bce(images, 0 * one)


def targets_of(task, batch):
    if task == "vqa":
        return (torch.rand(batch, ANSWERS) > 0.999).float()
    if task == "vgd":
        targets = torch.randn(batch, BOXES[task], 5)
        targets[..., 0] = 0
        targets[:, :4, 0] = 0.25
        return targets
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", choices=list(GENOTYPES), default="vqa")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--search", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    device = torch.device(options.device)
    net = Network(options.task, 256 if options.search else 512, 512 if options.search else 1024, options.search).to(device)
    weights = torch.optim.Adam(net.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-9)
    batches = {full: [t.to(device) for t in batch_of(options.task, options.batch, 7, full)] for full in (False, True)}
    targets = targets_of(options.task, options.batch)
    targets = None if targets is None else targets.to(device)

    def weight_step(full):
        weights.zero_grad()
        loss_of(net, options.task, batches[full], targets).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        weights.step()

    if options.search:
        mixed = [m for m in net.modules() if isinstance(m, Mixed)]
        alphas = torch.optim.Adam([m.alpha for m in mixed], lr=0.1, betas=(0.0, 0.999))

    def search_step(full, arch):
        for m in mixed:
            m.choose(arch)
        if not arch:
            return weight_step(full)
        weights.zero_grad()
        loss_of(net, options.task, batches[full], targets).backward()
        for m in mixed:
            m.architecture_gradient()
        # The rate is 0.1 as published, but then a benchmark's architecture would drift: the work is the same.
        alphas.param_groups[0]["lr"] = 1e-9
        alphas.step()

    if options.search:
        steps = {
            "weight": lambda: search_step(False, False), "arch": lambda: search_step(False, True),
            "weight-full": lambda: search_step(True, False), "arch-full": lambda: search_step(True, True),
        }
    else:
        steps = {"real": lambda: weight_step(False), "full": lambda: weight_step(True)}

    def evaluate():
        net.eval()
        with torch.no_grad():
            net(*batches[False])
        net.train()

    steps["evaluate"] = evaluate
    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            break
        if words[0] == "peak":
            with open("/proc/self/clear_refs", "w") as file:
                file.write("5")
            next(iter(steps.values()))()
            with open("/proc/self/status") as file:
                print(next(1024 * int(row.split()[1]) for row in file if row.startswith("VmHWM")), flush=True)
            continue
        start = time.perf_counter()
        for _ in range(int(words[1])):
            steps[words[0]]()
        if device.type == "cuda":
            torch.cuda.synchronize()
        print((time.perf_counter() - start) / int(words[1]), flush=True)


if __name__ == "__main__":
    main()
