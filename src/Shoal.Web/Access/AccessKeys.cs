using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Shoal.Web.Settings;

namespace Shoal.Web.Access;

/// <summary>The secrets of one daemon, in its state folder, readable by their owner alone: the token, the key of browser passes, the password's hash.</summary>
/// <remarks>There is no default password: who has the folder has the token, everybody else needs a password that somebody set.</remarks>
internal sealed class AccessKeys
{
    private const int SecretBytes = 32;
    private readonly string _folder;
    private readonly string _token;
    private readonly byte[] _passKey;
    private string? _password;

    private AccessKeys(string folder, string token, byte[] passKey, string? password) =>
        (_folder, _token, _passKey, _password) = (folder, token, passKey, password);

    /// <summary>What programs of the same user show: <c>Authorization: Bearer</c>.</summary>
    public string Token => _token;

    public bool HasPassword => Volatile.Read(ref _password) is not null;

    /// <summary>Reads the secrets, making those that are missing.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static AccessKeys Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var token = ReadOrCreate(Path.Combine(folder, "web-token"));
        var passKey = Encoding.UTF8.GetBytes(ReadOrCreate(Path.Combine(folder, "web-key")));
        var password = PasswordFile(folder);
        return new AccessKeys(folder, token, passKey, File.Exists(password) ? File.ReadAllText(password) : null);
    }

    /// <summary>The token of the daemon whose folder this is; null when there is none, or it is not ours to read.</summary>
    public static string? FindToken(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "web-token")).Trim();
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Sets the password that other machines need, before or while a daemon runs on the folder.</summary>
    public static void SetPassword(string folder, string password)
    {
        Directory.CreateDirectory(folder);
        WholeFile.Write(PasswordFile(folder), PasswordHash.Create(password) + "\n");
    }

    public void SetPassword(string password)
    {
        SetPassword(_folder, password);
        Volatile.Write(ref _password, File.ReadAllText(PasswordFile(_folder)));
    }

    public bool IsToken(string text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(_token));

    public bool IsPassword(string text) => Volatile.Read(ref _password) is { } line && PasswordHash.Verify(line, text);

    public string CreatePass(DateTimeOffset now) => BrowserPass.Create(_passKey, now);

    public bool IsPass(string? text, DateTimeOffset now) => BrowserPass.Verify(_passKey, text, now);

    private static string PasswordFile(string folder) => Path.Combine(folder, "web-password");

    private static string ReadOrCreate(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: >= SecretBytes } kept) return kept;
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        WholeFile.Write(path, secret + "\n");
        return secret;
    }
}
