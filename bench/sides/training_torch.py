"""The PyTorch side: trains or predicts for a while on each line of input, and prints one figure."""
import statistics
import sys
import time

import torch

hidden, layers, threads, what = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.manual_seed(0)
torch.set_num_threads(threads)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(25, hidden, layers)
        self.head = torch.nn.Linear(hidden, 3)

    def forward(self, x):
        return self.head(self.lstm(x)[1][0][-1])


network = Network()
# Steps first: a little faster here than batch first.
x, y = torch.randn(60, 64, 25), torch.randint(0, 3, (64,))
loss = torch.nn.CrossEntropyLoss()
optimiser = torch.optim.Adam(network.parameters(), 1e-3)


def step():
    optimiser.zero_grad(set_to_none=True)
    loss(network(x), y).backward()
    optimiser.step()


one = x[:, :1].contiguous()


def predict():
    with torch.inference_mode():
        network(one)


work = step if what == "train" else predict
if what == "predict":
    network.eval()
print(f"PyTorch {torch.__version__}, oneDNN {torch.backends.mkldnn.is_available()}", flush=True)
for _ in sys.stdin:
    times = []
    end = time.perf_counter() + 1.5
    while time.perf_counter() < end:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    median = statistics.median(times)
    print(64 / median if what == "train" else median * 1e6, flush=True)
