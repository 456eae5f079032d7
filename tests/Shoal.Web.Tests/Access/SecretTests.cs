namespace Shoal.Web.Access;

public sealed class SecretTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("shoal-secret-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_password_is_kept_as_a_salted_hash()
    {
        var line = PasswordHash.Create("correct horse", rounds: 1_000);

        Assert.True(PasswordHash.Verify(line, "correct horse"));
        Assert.False(PasswordHash.Verify(line, "correct horsf"));
        Assert.NotEqual(line, PasswordHash.Create("correct horse", rounds: 1_000));
        Assert.DoesNotContain("horse", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("correct horse")]
    [InlineData("pbkdf2-sha256$0$AAAA$AAAA")]
    [InlineData("pbkdf2-sha256$999999999$AAAAAAAAAAAAAAAAAAAAAA==$AAAA")]
    [InlineData("pbkdf2-sha256$x$$")]
    public void A_damaged_line_answers_to_no_password(string line) => Assert.False(PasswordHash.Verify(line, "correct horse"));

    [Fact]
    public void A_browser_pass_ends_and_cannot_be_forged()
    {
        byte[] key = [1, 2, 3], other = [1, 2, 4];
        var pass = BrowserPass.Create(key, Now);

        Assert.True(BrowserPass.Verify(key, pass, Now + BrowserPass.Lifetime - TimeSpan.FromSeconds(1)));
        Assert.False(BrowserPass.Verify(key, pass, Now + BrowserPass.Lifetime));
        Assert.False(BrowserPass.Verify(other, pass, Now));
        for (var i = 0; i < pass.Length; i++) Assert.False(BrowserPass.Verify(key, pass[..i], Now));
        Assert.False(BrowserPass.Verify(key, "B" + pass[1..], Now));
        Assert.False(BrowserPass.Verify(key, null, Now));
    }

    [Fact]
    public void Secrets_survive_restarts_and_are_readable_by_their_owner_alone()
    {
        var first = AccessKeys.Open(_folder);
        var pass = first.CreatePass(Now);

        var second = AccessKeys.Open(_folder);

        Assert.Equal(first.Token, second.Token);
        Assert.True(second.IsPass(pass, Now));
        Assert.False(second.HasPassword);
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.GetFiles(_folder)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("192.168.1.5", true)]
    [InlineData("shoal.example", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("", false)]
    public void Threat_row_1_only_known_names_are_answered(string host, bool isAllowed) =>
        Assert.Equal(isAllowed, new HostRules(["shoal.example"]).Allows(host));
}
