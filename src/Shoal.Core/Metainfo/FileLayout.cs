namespace Shoal.Core.Metainfo;

/// <summary>Which file each byte of the piece space is in.</summary>
public sealed class FileLayout
{
    private readonly TorrentFile[] _files;           // those with bytes in the piece space, by rising offset
    private readonly long[] _offsets;

    public FileLayout(TorrentMetainfo metainfo)
        : this(metainfo.Files)
    {
    }

    public FileLayout(IEnumerable<TorrentFile> files)
    {
        _files = [.. files.Where(f => f.Length > 0 && f.SymlinkTarget is null).OrderBy(f => f.Offset)];
        _offsets = [.. _files.Select(f => f.Offset)];
    }

    /// <summary>The runs that a stretch of the piece space is made of, in order. It may reach past the last file: zeros.</summary>
    public Runs Locate(long offset, int length) => new(this, offset, length);

    /// <summary>Bytes of the piece before its only file ends: what the v2 tree covers, and in a hybrid all but the pad.</summary>
    public (TorrentFile? File, int Bytes) FileAt(long offset, int pieceBytes)
    {
        var at = IndexAt(offset);
        if (at < 0 || _files[at].IsPad || offset >= _files[at].Offset + _files[at].Length) return (null, 0);
        return (_files[at], (int)Math.Min(pieceBytes, _files[at].Offset + _files[at].Length - offset));
    }

    private int IndexAt(long offset)
    {
        var found = Array.BinarySearch(_offsets, offset);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Goes over runs without allocating.</summary>
    public ref struct Runs
    {
        private readonly FileLayout _layout;
        private long _offset;
        private int _left;
        private int _at;

        internal Runs(FileLayout layout, long offset, int length) =>
            (_layout, _offset, _left, _at) = (layout, offset, length, layout.IndexAt(offset));

        public FileRun Current { get; private set; }

        /// <summary>The current run reaches the end of its file.</summary>
        public bool IsFileEnd { get; private set; }

        public readonly Runs GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_left <= 0) return false;
            var files = _layout._files;
            while (_at >= 0 && _at < files.Length && _offset >= files[_at].Offset + files[_at].Length
                && _at + 1 < files.Length && files[_at + 1].Offset <= _offset) _at++;
            var inside = _at >= 0 && _offset < files[_at].Offset + files[_at].Length;
            var next = _at + 1 < files.Length ? files[_at + 1].Offset : long.MaxValue;
            var end = inside ? files[_at].Offset + files[_at].Length : next;
            var length = (int)Math.Min(_left, end - _offset);
            Current = inside && !files[_at].IsPad
                ? new FileRun(files[_at].Index, _offset - files[_at].Offset, length)
                : new FileRun(-1, 0, length);
            IsFileEnd = inside && length == end - _offset;
            _offset += length;
            _left -= length;
            return true;
        }
    }
}
