namespace Shoal.Core.Metainfo;

/// <summary>Why bytes are not a torrent that can be used.</summary>
public enum MetainfoFault
{
    None,

    /// <summary>More bytes than any torrent needs.</summary>
    TooLarge,

    /// <summary>Not bencoded; or, in v2, not in the one canonical spelling (BEP 52).</summary>
    BadBencoding,
    NotADictionary,
    MissingInfo,

    /// <summary>"meta version" is newer than 2.</summary>
    UnknownVersion,

    /// <summary>A file tree without "meta version" 2.</summary>
    MissingVersion,
    BadPieceLength,
    MissingName,

    /// <summary>A file's path is missing or is not a list of strings.</summary>
    BadPath,
    TooDeep,
    PathTooLong,
    TooManyDuplicates,
    MissingFiles,
    BadFile,
    BadFileLength,

    /// <summary>A pad file in a v2 tree (BEP 52 has none).</summary>
    BadPadFile,
    MissingFileRoot,
    TooManyPieces,
    MissingPieceHashes,
    BadPieceHashes,
    BadPieceLayer,

    /// <summary>The v1 and the v2 half of a hybrid name other files (threats row 30).</summary>
    HybridMismatch,
}
