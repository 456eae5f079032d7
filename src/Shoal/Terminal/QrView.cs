using System.Text;
using QRCoder;

namespace Shoal.Terminal;

/// <summary>A QR code out of half blocks: two rows a line. Dark on light where colours may be used; else light on dark, which most readers take.</summary>
internal static class QrView
{
    private const string DarkOnLight = "\x1b[30;107m", Plain = "\x1b[0m";

    /// <summary>QRCoder's margin is four modules wide; two are enough.</summary>
    private const int MarginCut = 2;

    /// <returns>Empty when it does not fit.</returns>
    public static IReadOnlyList<string> Lines(string text, int width, bool useColor)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var rows = data.ModuleMatrix;
        var size = rows.Count - 2 * MarginCut;
        if (size > width) return [];
        var lines = new List<string>();
        for (var y = 0; y < size; y += 2)
        {
            var line = new StringBuilder(useColor ? DarkOnLight : "");
            for (var x = 0; x < size; x++)
            {
                var (top, bottom) = (IsDark(x, y), y + 1 < size && IsDark(x, y + 1));
                line.Append(Block(useColor ? top : !top, useColor ? bottom : !bottom));
            }

            lines.Add(line.Append(useColor ? Plain : "").ToString());
        }

        return lines;

        bool IsDark(int x, int y) => rows[y + MarginCut][x + MarginCut];
    }

    private static char Block(bool top, bool bottom) => (top, bottom) switch
    {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        _ => ' ',
    };
}
