namespace Shoal.Engine.Platform;

/// <summary>Something in a folder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">What it is; a link itself, not what it leads to.</param>
/// <param name="IsExecutable">Its owner may run it.</param>
/// <param name="IsNameText">False when the name is not UTF-8: <see cref="Name"/> is then only for messages.</param>
internal readonly record struct FolderEntry(string Name, FileStatus Status, bool IsExecutable, bool IsNameText = true);
