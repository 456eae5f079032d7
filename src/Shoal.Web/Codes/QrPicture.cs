using System.Globalization;
using System.Text;
using QRCoder;

namespace Shoal.Web.Codes;

/// <summary>A QR code as a picture (SVG): dark on light whatever the theme, since that is what every reader takes.</summary>
internal static class QrPicture
{
    public static string Draw(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var rows = data.ModuleMatrix;
        var dark = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
                if (rows[y][x]) dark.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {rows.Count} {rows.Count}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path d="{dark}"/></svg>""");
    }
}
