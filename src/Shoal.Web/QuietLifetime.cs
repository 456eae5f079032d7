using Microsoft.Extensions.Hosting;

namespace Shoal.Web;

/// <summary>The process's signals are its program's business.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
