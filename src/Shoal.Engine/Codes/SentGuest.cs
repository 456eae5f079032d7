using Shoal.Core.Codes;
using Shoal.Engine.Platform;
using Shoal.Engine.Sessions;
using Shoal.Engine.Torrents;

namespace Shoal.Engine.Codes;

/// <summary>A guest's side of a sender: the files, read as they were when they were offered.</summary>
internal sealed class SentGuest : CodeGuest
{
    private readonly EngineServices _services;
    private readonly SentReceiver _receiver;
    private readonly IReadOnlyList<SentFile> _sources;
    private readonly GuestTies _ties;
    private readonly CodeEntry[] _files;

    // Files[i] -> its place among those with bytes.
    private readonly int[] _places;
    private readonly Dictionary<int, ByteRanges> _read = [];

    public SentGuest(EngineServices services, SentReceiver receiver, CodeManifest offered, IReadOnlyList<SentFile> sources, GuestTies ties)
    {
        (_services, _receiver, _sources, _ties) = (services, receiver, sources, ties);
        // What any receiver would read: names that a system or an unpacker could take amiss are mended in one place.
        if (!CodeManifestReader.TryRead(offered.ToBytes(), out var manifest, out var problem)) throw new CodeException(problem);
        Manifest = manifest;
        _files = [.. manifest.Entries.Where(entry => entry.Kind == CodeEntryKind.File)];
        _places = new int[_files.Length];
        for (int i = 0, place = 0; i < _files.Length; i++) _places[i] = _files[i].Length > 0 ? place++ : -1;
        if (receiver.State == CodeReceiverState.Waiting) _ = AwaitDecisionAsync();
    }

    public override CodeReceiverState State => _receiver.State;
    public override CodeManifest Manifest { get; }
    public override IReadOnlyList<CodeEntry> Files => _files;

    public override Stream Open(int file)
    {
        if (_ties.Stopped.IsCancellationRequested) throw new CodeException("The sender stopped.");
        if (_ties.ExpiresAt <= _services.Time.GetUtcNow()) throw new CodeException("The code has expired.");
        if (State is not (CodeReceiverState.Deciding or CodeReceiverState.Receiving or CodeReceiverState.Done)) throw new CodeException("The sender has not said yes.");
        if (_places[file] < 0) return Stream.Null;
        var source = _sources[_places[file]];
        var disk = FileSystems.Local;
        var handle = disk.Open(source.Root, source.Path, FileAccess.Read, executable: false, out _) ?? throw Changed(file);
        bool IsAsOffered() => disk.StatusOf(handle) is var now && now.LengthBytes == source.Status.LengthBytes && now.ModifiedTicks == source.Status.ModifiedTicks;
        if (IsAsOffered())
            return new SentFileStream(handle, source.Status.LengthBytes, _services.Upload, _services.Time, IsAsOffered, (from, count) => Took(file, from, count), _ties.Stopped);
        handle.Dispose();
        throw Changed(file);
    }

    public override long DoneBytes => _receiver.DoneBytes;

    public override void Settle()
    {
        if (State is not (CodeReceiverState.Deciding or CodeReceiverState.Receiving) || DoneBytes < Manifest.TotalBytes) return;
        _receiver.State = CodeReceiverState.Done;
        _ties.Finished();
    }

    public override void Leave()
    {
        if (State is not (CodeReceiverState.Done or CodeReceiverState.Declined)) _receiver.State = CodeReceiverState.Left;
        _receiver.Decide(false);
        _ties.Left();
    }

    private void Took(int file, long from, int count)
    {
        _ties.Sent(count);
        lock (_read)
        {
            if (!_read.TryGetValue(file, out var ranges)) _read[file] = ranges = new ByteRanges();
            _receiver.DoneBytes += ranges.Add(from, from + count);
        }

        if (State == CodeReceiverState.Deciding) _receiver.State = CodeReceiverState.Receiving;
    }

    private async Task AwaitDecisionAsync()
    {
        var isWelcome = await _receiver.WaitForDecisionAsync(CancellationToken.None).ConfigureAwait(false);
        if (State == CodeReceiverState.Waiting) _receiver.State = isWelcome ? CodeReceiverState.Deciding : CodeReceiverState.Declined;
    }

    private CodeException Changed(int file) => new($"{_files[file].Path} was changed or taken away after it was offered. Ask the sender to send it again.");
}
