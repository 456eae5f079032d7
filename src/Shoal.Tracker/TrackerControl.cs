namespace Shoal.Tracker;

/// <summary>What can be asked of a running tracker. Each returns null, or why it was not done.</summary>
internal sealed class TrackerControl
{
    public Func<string?> Reload { get; set; } = () => "there are no settings to read";
    public Func<string?> Save { get; set; } = () => "there is no state folder";
}
