using Shoal.Core.Primitives;

namespace Shoal.Engine.Codes;

/// <summary>A file that an earlier attempt began.</summary>
/// <param name="Root">Root of its Merkle tree (BEP 52).</param>
/// <param name="Length">Its whole length.</param>
/// <param name="DataPath">Folder its path starts from.</param>
/// <param name="Path">Where it is.</param>
/// <param name="PieceBytes">Length of a piece then.</param>
/// <param name="Verified">Pieces that are right and written.</param>
/// <param name="Synced">Those of them that a power cut leaves.</param>
/// <param name="HasSuspects">More may be there, written after the last record.</param>
internal sealed record EarlierFile(
    Sha256Hash Root, long Length, string DataPath, string Path, int PieceBytes, bool[] Verified, bool[] Synced, bool HasSuspects)
{
    public int VerifiedCount => Verified.Count(verified => verified);

    /// <summary>All bytes of a stretch are among the pieces given.</summary>
    public bool Covers(bool[] pieces, long offset, long length)
    {
        for (var piece = offset / PieceBytes; piece * PieceBytes < offset + length; piece++)
            if (!pieces[piece]) return false;
        return true;
    }
}
