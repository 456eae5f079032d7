using System.Text;
using Shoal.Core.Primitives;

namespace Shoal.Core.Trackers;

/// <summary>A tracker's words for people, made safe to keep and to print: cut, and what steers a terminal escaped.</summary>
internal static class TrackerText
{
    public static string From(ReadOnlySpan<byte> bytes) =>
        TerminalText.Escape(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, TrackerLimits.MaxTextBytes)]));
}
