using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shoal.Web.Documents;
using Shoal.Web.Settings;

namespace Shoal.Web.Access;

/// <summary>Tokens that the owner gave to programs: kept hashed in the state folder, shown once, revoked one by one.</summary>
internal sealed class ApiTokens
{
    /// <summary>Most tokens.</summary>
    public const int MaxTokens = 100;

    /// <summary>Longest name, in characters.</summary>
    public const int MaxName = 100;

    private const string Prefix = "shoal_";
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, long> _used = new(StringComparer.Ordinal);
    private KeptToken[] _tokens;

    private ApiTokens(string path, KeptToken[] tokens, TimeProvider time) => (_path, _tokens, _time) = (path, tokens, time);

    public IReadOnlyList<TokenRow> All => [.. Volatile.Read(ref _tokens).Select(ToRow)];

    /// <exception cref="InvalidDataException">The file is there and unusable; it is left alone.</exception>
    public static ApiTokens Open(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, "web-tokens.json");
        try
        {
            return new ApiTokens(path, File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), WebJson.Default.KeptTokenArray) ?? [] : [], time);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path}: {fault.Message} Mend the file or move it away.", fault);
        }
    }

    /// <summary>Makes a token; null when there are too many.</summary>
    public NewToken? Create(string name, string scope)
    {
        var secret = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = new KeptToken(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), name, scope, _time.GetUtcNow().ToUnixTimeSeconds(), HashOf(secret));
        lock (_gate)
        {
            if (_tokens.Length >= MaxTokens) return null;
            Keep([.. _tokens, token]);
        }

        return new NewToken(ToRow(token), secret);
    }

    public bool Revoke(string id)
    {
        lock (_gate)
        {
            if (Array.TrueForAll(_tokens, token => token.Id != id)) return false;
            Keep([.. _tokens.Where(token => token.Id != id)]);
            return true;
        }
    }

    /// <summary>Whose token this is; a stranger's when it is none of ours.</summary>
    public Caller Find(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return Caller.Stranger;
        var hash = Encoding.ASCII.GetBytes(HashOf(text));
        foreach (var token in Volatile.Read(ref _tokens))
        {
            if (!CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(token.Hash))) continue;
            _used[token.Id] = _time.GetUtcNow().ToUnixTimeSeconds();
            return token.Scope == "all" ? Caller.Program : Caller.Reader;
        }

        return Caller.Stranger;
    }

    private void Keep(KeptToken[] tokens)
    {
        WholeFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(tokens, WebJson.Default.KeptTokenArray));
        Volatile.Write(ref _tokens, tokens);
    }

    private TokenRow ToRow(KeptToken token) => new(token.Id, token.Name, token.Scope, token.Created, _used.GetValueOrDefault(token.Id));

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
