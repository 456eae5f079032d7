using Shoal.Core.Metainfo;
using Shoal.Core.Pieces;
using Shoal.Core.Torrents;
using Shoal.Engine.Sessions;
using Shoal.Engine.Storage;

namespace Shoal.Engine.Streaming;

/// <summary>The readers of a torrent's files, and the plan that follows from where they are. Lives on the torrent's turns.</summary>
internal sealed class FileReaders
{
    /// <summary>Most readers of a torrent; when there is one more, the one that has not asked for longest ends.</summary>
    public const int MaxReaders = 16;

    private readonly List<FileReader> _readers = [];
    private List<int> _told = [];

    /// <param name="file">Of the torrent.</param>
    /// <param name="geometry">Of the torrent.</param>
    public FileReader Open(TorrentFile file, TorrentGeometry geometry)
    {
        if (_readers.Count == MaxReaders)
        {
            var idle = _readers.MinBy(reader => reader.AskedAt)!;
            idle.End("There are too many readers; this one had rested the longest.");
            _readers.Remove(idle);
        }

        var opened = new FileReader(file, geometry);
        _readers.Add(opened);
        return opened;
    }

    public void Close(FileReader reader)
    {
        reader.End("It is closed.");
        _readers.Remove(reader);
    }

    /// <summary>The torrent rests: nobody can read on.</summary>
    public void End(string why)
    {
        foreach (var reader in _readers) reader.End(why);
        _readers.Clear();
        _told = [];
    }

    /// <summary>Ends those whose file is left out from now on.</summary>
    public void EndUnwanted(Func<int, bool> isWanted)
    {
        foreach (var reader in _readers.Where(reader => reader.IsWaiting && !isWanted(reader.File.Index)).ToArray())
        {
            reader.End("The file is left out now.");
            _readers.Remove(reader);
        }
    }

    /// <summary>A piece came: whoever waited for it goes on.</summary>
    public void Arrived(PieceSet have, TorrentStorage storage)
    {
        foreach (var reader in _readers) reader.Look(have, storage);
    }

    /// <summary>What is to be told to the rules; null when that is what they were told last.</summary>
    public ReadingPlan? Plan(PieceSet have)
    {
        if (_readers.Count == 0 && _told.Count == 0) return null;   // nearly always
        var rows = _readers.Select(reader => reader.Missing(have).ToList()).Where(row => row.Count > 0).ToList();
        var pieces = new List<int>();
        // The next one of each reader, then the second of each, and so on.
        for (var i = 0; rows.Exists(row => row.Count > i) && pieces.Count < ReadingPlan.MaxPieces; i++)
        {
            foreach (var row in rows.Where(row => row.Count > i && !pieces.Contains(row[i]))) pieces.Add(row[i]);
        }

        if (pieces.SequenceEqual(_told)) return null;
        _told = pieces;
        return new ReadingPlan(pieces, rows.Select(row => row[0]).Distinct().Count());
    }
}
