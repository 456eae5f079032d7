namespace Shoal.Core.Metainfo;

/// <summary>Why a torrent was refused, for programs and for people.</summary>
public readonly record struct MetainfoError(MetainfoFault Fault)
{
    /// <summary>One English line; empty when nothing is wrong.</summary>
    public string Message => Fault switch
    {
        MetainfoFault.None => "",
        MetainfoFault.TooLarge => "The torrent is larger than any real one.",
        MetainfoFault.BadBencoding => "The torrent is damaged: it is not bencoded as BEP 3 and BEP 52 say.",
        MetainfoFault.NotADictionary => "This is not a torrent.",
        MetainfoFault.MissingInfo => "The torrent has no info dictionary.",
        MetainfoFault.UnknownVersion => "The torrent is of a newer version than this program knows.",
        MetainfoFault.MissingVersion => "The torrent has a v2 file tree but does not say that it is v2.",
        MetainfoFault.BadPieceLength => "The torrent's piece length is missing or impossible.",
        MetainfoFault.MissingName => "The torrent has no name.",
        MetainfoFault.BadPath => "A file of the torrent has no usable path.",
        MetainfoFault.TooDeep => "The torrent's folders are nested too deep.",
        MetainfoFault.PathTooLong => "The torrent's paths are too long.",
        MetainfoFault.TooManyDuplicates => "Too many files of the torrent have the same name.",
        MetainfoFault.MissingFiles => "The torrent lists no files.",
        MetainfoFault.BadFile => "The torrent's list of files is damaged.",
        MetainfoFault.BadFileLength => "A file's length, or the length of all, is missing or impossible.",
        MetainfoFault.BadPadFile => "A v2 torrent cannot have pad files.",
        MetainfoFault.MissingFileRoot => "A v2 file has no pieces root.",
        MetainfoFault.TooManyPieces => "The torrent has too many pieces.",
        MetainfoFault.MissingPieceHashes => "The torrent has no piece hashes.",
        MetainfoFault.BadPieceHashes => "The torrent has not one hash for each piece.",
        MetainfoFault.BadPieceLayer => "The torrent's piece layers do not belong to its files.",
        MetainfoFault.HybridMismatch => "The v1 and v2 halves of this hybrid torrent describe different files.",
        _ => Fault.ToString(),
    };

    public override string ToString() => Message;
}
