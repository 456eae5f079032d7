using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Shoal.Web.Browser;

/// <summary>A page under test: remembers what its scripts complained about, and leaves screenshots to look at.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public BrowserPage(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _complaints.Add($"{message.Text} {message.Location}");
        };
    }

    public IPage Page { get; }

    /// <summary>What was complained about so far was expected.</summary>
    public void ForgetComplaints() => _complaints.Clear();

    public ILocator Row(string name) => Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Drops a file on the window, as a file manager would.</summary>
    public async Task DropAsync(string name, byte[] content)
    {
        var transfer = await Page.EvaluateHandleAsync(
            """
            ([name, base64]) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name));
              return transfer;
            }
            """, new[] { name, Convert.ToBase64String(content) });
        foreach (var kind in new[] { "dragenter", "dragover", "drop" }) await Page.DispatchEventAsync("body", kind, new { dataTransfer = transfer });
    }

    /// <summary>Keeps a picture in artifacts/screenshots and fails when axe finds something serious.</summary>
    public async Task LookAsync(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots");
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        var found = await Page.RunAxe();
        var serious = found.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}");
        Assert.Empty(serious);
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        Assert.True(_complaints.Count == 0, string.Join(Environment.NewLine, _complaints));
    }
}
