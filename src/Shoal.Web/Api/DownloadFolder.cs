using Microsoft.AspNetCore.Http;
using Shoal.Web.Settings;

namespace Shoal.Web.Api;

/// <summary>Where files go: what the request says, else the settings, else the user's download folder.</summary>
internal sealed class DownloadFolder(SettingsStore settings)
{
    /// <exception cref="BadHttpRequestException">The request's folder is no full path.</exception>
    public string Resolve(string? asked)
    {
        if (string.IsNullOrWhiteSpace(asked)) return settings.Now.DownloadDirectory ?? OfUser();
        return Path.IsPathRooted(asked) ? asked : throw new BadHttpRequestException("The folder must be a full path.");
    }

    /// <summary>The user's download folder; beside the home folder's own files where there is none yet.</summary>
    private static string OfUser() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Downloads");
}
