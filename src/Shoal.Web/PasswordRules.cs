using Shoal.Web.Access;

namespace Shoal.Web;

/// <summary>The password that other machines need: how long it is, and where it goes.</summary>
public static class PasswordRules
{
    /// <summary>Shortest and longest password taken, in characters.</summary>
    public const int MinLength = PasswordHash.MinLength;
    public const int MaxLength = PasswordHash.MaxLength;

    /// <summary>Keeps the password's hash in a daemon's state folder; the daemon reads it when it starts.</summary>
    public static void Keep(string stateDirectory, string password) => AccessKeys.SetPassword(stateDirectory, password);
}
