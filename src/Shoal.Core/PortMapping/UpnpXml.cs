using System.Xml;

namespace Shoal.Core.PortMapping;

/// <summary>How XML of a gateway is read: no document type, nothing fetched, bounded (threats row 22).</summary>
internal static class UpnpXml
{
    /// <summary>Longest document, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Longest text of one element that is looked at, in characters.</summary>
    public const int MaxText = 2_048;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
        MaxCharactersFromEntities = 1_024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <summary>Tells of each element's start, text and end; false when it is no XML, or too much.</summary>
    /// <param name="document">The bytes.</param>
    /// <param name="visit">Name without prefix; text, for text; whether it is an end.</param>
    public static bool TryRead(byte[] document, Action<string, string?, bool> visit)
    {
        if (document.Length > MaxBytes) return false;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document, writable: false), Settings);
            var name = "";
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        visit(name = reader.LocalName, null, false);
                        if (reader.IsEmptyElement) visit(name, null, true);
                        break;
                    case XmlNodeType.Text or XmlNodeType.CDATA when reader.Value.Length <= MaxText: visit(name, reader.Value.Trim(), false); break;
                    case XmlNodeType.EndElement: visit(reader.LocalName, null, true); break;
                    default: break;
                }
            }

            return true;
        }
        catch (Exception wrong) when (wrong is XmlException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
