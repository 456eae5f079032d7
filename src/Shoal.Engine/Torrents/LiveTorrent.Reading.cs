using Shoal.Core.Torrents;
using Shoal.Engine.Sessions;
using Shoal.Engine.Streaming;

namespace Shoal.Engine.Torrents;

/// <summary>Reading its files while they are downloaded.</summary>
internal sealed partial class LiveTorrent
{
    private readonly FileReaders _readers = new();

    public override async Task<Stream> OpenFileAsync(int file, CancellationToken cancel = default)
    {
        var opened = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(TorrentMessage.Do(() =>
        {
            if (WhyUnreadable(file) is { } why) opened.TrySetException(new TorrentReadException(why));
            else opened.TrySetResult(new TorrentFileStream(this, _readers.Open(_record.Metainfo!.Files[file], _record.Metainfo.Geometry), _record.Metainfo.Geometry, _services.Time));
        })).ConfigureAwait(false);
        return await opened.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>What of the file is here from a place on; ends when something is.</summary>
    public async Task<Readable> AskAsync(FileReader reader, long position, CancellationToken cancel)
    {
        var asked = new TaskCompletionSource<Task<Readable>>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(TorrentMessage.Do(() =>
        {
            if (_have is null) reader.End("The torrent stopped.");
            asked.TrySetResult(reader.AskAsync(position, _have!, OpenStorage(), Now));
            TellReading();
        })).ConfigureAwait(false);
        return await (await asked.Task.WaitAsync(cancel).ConfigureAwait(false)).WaitAsync(cancel).ConfigureAwait(false);
    }

    public void CloseReader(FileReader reader) => Post(TorrentMessage.Do(() =>
    {
        _readers.Close(reader);
        TellReading();
    }));

    private void OnPieceHere()
    {
        _readers.Arrived(_have!, _storage!);
        TellReading();
    }

    private void TellReading()
    {
        if (_transfer is not null && _readers.Plan(_transfer.Core.Have) is { } plan) _transfer.Handle(TorrentInput.ReadingChanged(plan), Now);
    }

    // Null when it can be read, if need be by waiting for it.
    private string? WhyUnreadable(int file)
    {
        if (_record.Metainfo is not { } metainfo) return "The torrent's metadata is still to come.";
        if (file < 0 || file >= metainfo.Files.Count || metainfo.Files[file] is { IsPad: true } or { SymlinkTarget: not null }) return "There is no such file.";
        if (_have is not null && _files is { } files && files.Done()[file] == metainfo.Files[file].Length) return null;
        if (_transfer is null)
        {
            return _state switch
            {
                TorrentState.Checking => "The torrent's data is being checked; try again when that is done.",
                TorrentState.Queued => "The torrent waits for its turn in the queue, and this file is not whole yet.",
                TorrentState.Failed => "The torrent stopped by a fault: " + _error,
                _ => "The torrent is paused, and this file is not whole yet.",
            };
        }

        return _files!.IsWanted(file) ? null : "The file is left out; choose it first.";
    }
}
