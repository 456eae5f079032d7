using System.Buffers;
using System.Globalization;

namespace Shoal.Commands;

/// <summary>Numbers of bytes as people write and read them.</summary>
internal static class ByteCount
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Reads <c>500K</c>, <c>2M</c>, <c>1.5MiB</c>: K, M, G, T and KiB.. count by 1,024; KB.. by 1,000; a rate may end in <c>/s</c>.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var rest = text.AsSpan().Trim();
        if (rest.EndsWith("/s", StringComparison.OrdinalIgnoreCase)) rest = rest[..^2];
        var digits = rest.IndexOfAnyExcept(NumberCharacters);
        var unit = digits < 0 ? [] : rest[digits..].Trim();
        if (digits >= 0) rest = rest[..digits];
        if (!TryFactor(unit, out var factor)) return false;
        if (!decimal.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (number > long.MaxValue / factor) return false;
        bytes = (long)(number * factor);
        return true;
    }

    /// <summary>Three significant digits and a unit that counts by 1,024: <c>0 B</c>, <c>512 B</c>, <c>1.50 MiB</c>.</summary>
    public static string Show(long bytes)
    {
        var value = (double)Math.Max(bytes, 0);
        var unit = 0;
        for (; value >= 1_000 && unit < Units.Length - 1; unit++) value /= 1_024;
        var format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>So that <see cref="TryParse"/> reads the same number: <c>512</c>, <c>500K</c>, <c>2M</c>.</summary>
    public static string ShowExact(long bytes)
    {
        var power = 0;
        for (; bytes != 0 && bytes % 1_024 == 0 && power < 4; power++) bytes /= 1_024;
        return bytes.ToString(CultureInfo.InvariantCulture) + (power == 0 ? "" : "KMGT"[power - 1].ToString());
    }

    private static bool TryFactor(ReadOnlySpan<char> unit, out long factor)
    {
        factor = 1;
        if (unit.IsEmpty || unit is "B" or "b") return true;
        var power = "KMGT".IndexOf(char.ToUpperInvariant(unit[0]), StringComparison.Ordinal) + 1;
        if (power == 0) return false;
        long @base;
        if (unit.Length == 1 || unit[1..].Equals("iB", StringComparison.OrdinalIgnoreCase)) @base = 1_024;
        else if (unit[1..].Equals("B", StringComparison.OrdinalIgnoreCase)) @base = 1_000;
        else return false;
        for (var i = 0; i < power; i++) factor *= @base;
        return true;
    }
}
