using System.Diagnostics;

namespace Shoal.Web.Api;

/// <summary>A folder on a disk that never answers: a file system in user space with some files that can be seen and opened, and never read or written.</summary>
internal sealed class StalledDisk : IDisposable
{
    // FUSE's own protocol, as far as looking and opening go; a read or a write is announced and left unanswered.
    private const string Program = """
        import ctypes, os, stat, struct, sys
        place, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
        libc = ctypes.CDLL(None, use_errno=True)
        device = os.open("/dev/fuse", os.O_RDWR)
        if libc.mount(b"shoal-stalled", place.encode(), b"fuse", 0, b"fd=%d,rootmode=40000,user_id=0,group_id=0" % device):
            sys.exit("cannot mount: " + os.strerror(ctypes.get_errno()))
        print("mounted", flush=True)
        attributes = lambda node: struct.pack("<6Q10I", node, 0 if node == 1 else size, size // 512, 0, 1_000_000_000, 0, 0, 0, 0,
            stat.S_IFDIR | 0o755 if node == 1 else stat.S_IFREG | 0o644, 1, 0, 0, 0, 4096, 0)
        answer = lambda unique, body=b"", error=0: os.write(device, struct.pack("<IiQ", 16 + len(body), error, unique) + body)
        while True:
            try:
                request = os.read(device, 2 << 20)
            except OSError:
                break
            length, operation, unique, node = struct.unpack_from("<IIQQ", request)
            body = request[40:]
            if operation == 26: answer(unique, struct.pack("<IIIIHHIIHHI7I", 7, 31, 0, 0, 0, 0, 1 << 20, 1, 0, 0, 0, *[0] * 7))
            elif operation == 1:
                name = body.split(b"\0")[0].decode()
                number = int(name[4:]) + 2 if name.startswith("file") and name[4:].isdigit() and int(name[4:]) < count else 0
                if number: answer(unique, struct.pack("<4Q2I", number, 0, 60, 60, 0, 0) + attributes(number))
                else: answer(unique, error=-2)
            elif operation in (3, 4): answer(unique, struct.pack("<Q2I", 60, 0, 0) + attributes(node))
            elif operation in (14, 27): answer(unique, struct.pack("<Q2I", node, 0, 0))
            elif operation in (15, 16): print("stalled", flush=True)
            elif operation == 17: answer(unique, bytes(80))
            elif operation in (18, 29, 28): answer(unique)
            elif operation not in (2, 36, 42): answer(unique, error=-38)
        """;

    private readonly Process _process;

    private StalledDisk(string place, Process process) => (Place, _process) = (place, process);

    public string Place { get; }

    /// <param name="place">An empty folder.</param>
    /// <param name="files">How many there are: file0, file1 and so on.</param>
    /// <param name="bytes">Of each.</param>
    public static async Task<StalledDisk> MountAsync(string place, int files, long bytes)
    {
        Directory.CreateDirectory(place);
        var process = Process.Start(new ProcessStartInfo("python3", ["-c", Program, place, $"{files}", $"{bytes}"]) { RedirectStandardOutput = true })!;
        var disk = new StalledDisk(place, process);
        if (await process.StandardOutput.ReadLineAsync() == "mounted") return disk;
        disk.Dispose();
        throw new IOException("The stalled disk could not be mounted.");
    }

    /// <summary>Ends when somebody waits for the disk.</summary>
    public Task<string?> SomebodyWaitsAsync() => _process.StandardOutput.ReadLineAsync();

    public void Dispose()
    {
        _process.Kill();   // with its end whoever waits is told that the disk is gone
        _process.WaitForExit();
        _process.Dispose();
        using var unmount = Process.Start("umount", ["-l", Place]);
        unmount.WaitForExit();
    }
}
