using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;

namespace Shoal.Engine.Torrents;

/// <summary>Verified bytes of each file, kept as pieces come, and which files are wanted.</summary>
internal sealed class FileProgress
{
    /// <summary>Priority of a piece somebody wants; 0 is never, 7 is first.</summary>
    private const byte NormalPriority = 4;

    private readonly TorrentMetainfo _metainfo;
    private readonly long[] _done;
    private bool[] _wanted;

    public FileProgress(TorrentMetainfo metainfo, Func<TorrentFile, bool>? wants)
    {
        (_metainfo, _done) = (metainfo, new long[metainfo.Files.Count]);
        _wanted = [];
        Select(wants);
    }

    public long WantedBytes { get; private set; }
    public long WantedDoneBytes { get; private set; }
    public bool WantsAll { get; private set; }

    /// <summary>By index; never changed, only replaced.</summary>
    public IReadOnlyList<bool> Wanted => _wanted;
    public bool IsWanted(int file) => _wanted[file];
    public long[] Done() => [.. _done];

    public void Select(Func<TorrentFile, bool>? wants)
    {
        _wanted = [.. _metainfo.Files.Select(file => !file.IsPad && (wants?.Invoke(file) ?? true))];
        WantsAll = _metainfo.Files.All(file => file.IsPad || _wanted[file.Index]);
        (WantedBytes, WantedDoneBytes) = (0, 0);
        foreach (var file in _metainfo.Files.Where(file => _wanted[file.Index]))
            (WantedBytes, WantedDoneBytes) = (WantedBytes + file.Length, WantedDoneBytes + _done[file.Index]);
    }

    /// <summary>One priority a piece; null when everything is wanted.</summary>
    public byte[]? Priorities()
    {
        if (WantsAll) return null;
        var priorities = new byte[_metainfo.Geometry.PieceCount];
        foreach (var file in _metainfo.Files.Where(file => _wanted[file.Index] && file.Length > 0))
        {
            var last = (int)((file.Offset + file.Length - 1) / _metainfo.Geometry.PieceBytes);
            for (var piece = (int)(file.Offset / _metainfo.Geometry.PieceBytes); piece <= last; piece++) priorities[piece] = NormalPriority;
        }

        return priorities;
    }

    public void Add(PieceIndex piece)
    {
        var start = _metainfo.Geometry.OffsetOf(piece);
        var end = start + _metainfo.Geometry.LengthOf(piece);
        for (var i = FirstFileEndingAfter(start); i < _metainfo.Files.Count && _metainfo.Files[i].Offset < end; i++)
        {
            var file = _metainfo.Files[i];
            var bytes = Math.Min(end, file.Offset + file.Length) - Math.Max(start, file.Offset);
            if (bytes <= 0) continue;
            _done[i] += bytes;
            if (_wanted[i]) WantedDoneBytes += bytes;
        }
    }

    public void Restart(PieceSet have)
    {
        Array.Clear(_done);
        WantedDoneBytes = 0;
        for (var i = 0; i < have.PieceCount; i++)
            if (have.Contains(i)) Add(_metainfo.Geometry.Piece(i));
    }

    // Files lie in the order of their offsets.
    private int FirstFileEndingAfter(long offset)
    {
        var (low, high) = (0, _metainfo.Files.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var file = _metainfo.Files[middle];
            if (file.Offset + file.Length > offset) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
