namespace Weft.Data.Ntu;

/// <summary>Works on several items at once and gives the results in the items' order.</summary>
/// <typeparam name="TItem">What is worked on.</typeparam>
/// <typeparam name="TResult">What comes of it.</typeparam>
/// <param name="items">The items.</param>
/// <param name="jobs">How many are worked on at once; at least 1.</param>
/// <param name="work">The work on one item, which stops when it is asked to.</param>
/// <param name="cancellation">Stops.</param>
internal sealed class OrderedQueue<TItem, TResult>(
    IReadOnlyList<TItem> items, int jobs, Func<TItem, CancellationToken, TResult> work, CancellationToken cancellation) : IDisposable
{
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private readonly Queue<Task<TResult>> running = new();

    /// <summary>The results with their items; an error of an item comes at its turn.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IEnumerable<(TItem Item, TResult Result)> Results()
    {
        var next = 0;
        foreach (var item in items)
        {
            while (running.Count < jobs && next < items.Count)
            {
                var begun = items[next++];

                // Work that waits for other programs would keep the pool's threads from everybody else.
                running.Enqueue(Task.Factory.StartNew(
                    () => work(begun, stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            }

            cancellation.ThrowIfCancellationRequested();
            var result = running.Peek().GetAwaiter().GetResult();
            _ = running.Dequeue();
            yield return (item, result);
        }
    }

    /// <summary>Stops what is at work and waits for it.</summary>
    public void Dispose()
    {
        stop.Cancel();
        foreach (var task in running)
        {
            try
            {
                task.Wait(CancellationToken.None);
            }
            catch (AggregateException)
            {
                // It was stopped, or its turn to fail never came.
            }
        }

        stop.Dispose();
    }
}
