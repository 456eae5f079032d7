using Shoal.Web.Settings;

namespace Shoal.Commands.Daemon;

/// <summary>A setting as people name and write it.</summary>
/// <param name="Name">Such as "queue.downloads".</param>
/// <param name="Show">Its value as text; empty when nothing is said.</param>
/// <param name="Change">Settings with another value; empty text takes it back to what it was at first.</param>
internal sealed record SettingName(string Name, Func<DaemonSettings, string> Show, Func<DaemonSettings, string, DaemonSettings> Change);
