using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Shoal.Core.Codes;
using Shoal.Engine.Sessions;

namespace Shoal.Web.Guests;

/// <summary>The pages for browsers without Shoal: plain HTML that works in any of them, with a script only for what a link brings and for progress.</summary>
/// <remarks>Every name and text of the sender's goes through the encoder (threats row 6).</remarks>
internal static class GuestPages
{
    /// <summary>Most files listed; a zip file has them all.</summary>
    public const int MaxListed = 500;

    private static readonly CompositeFormat Files = CompositeFormat.Parse(GuestTexts.Files);
    private static readonly CompositeFormat MoreFiles = CompositeFormat.Parse(GuestTexts.MoreFiles);

    /// <summary>Where the code is typed.</summary>
    public static string Enter(HttpRequest request, string? refusal)
    {
        var body = new StringBuilder($"<h1>{GuestTexts.EnterTitle}</h1>");
        if (refusal is not null) body.Append(CultureInfo.InvariantCulture, $"<p class=fault role=alert>{Text(refusal)}</p>");
        body.Append(CultureInfo.InvariantCulture, $"""
            <form method=post action="{Root(request)}" id=enter><label for=code>{GuestTexts.EnterHint}</label>
            <input id=code name=code aria-label="{GuestTexts.CodeLabel}" placeholder="4821-harbor-violet-tuna" autocomplete=off autocapitalize=none spellcheck=false required>
            <button>{GuestTexts.Enter}</button></form>
            """);
        return Page(request, GuestTexts.EnterTitle, body, refresh: false);
    }

    /// <summary>What is offered.</summary>
    public static string Show(HttpRequest request, GuestVisit visit)
    {
        var (guest, body) = (visit.Guest, new StringBuilder());
        var title = TitleOf(guest);
        body.Append(CultureInfo.InvariantCulture, $"<h1>{Text(title)}</h1>");
        switch (guest.State)
        {
            case CodeReceiverState.Waiting: body.Append(CultureInfo.InvariantCulture, $"<p role=status>{GuestTexts.Waiting}</p>"); break;
            case CodeReceiverState.Declined: body.Append(CultureInfo.InvariantCulture, $"<p class=fault role=status>{GuestTexts.Declined}</p>"); break;
            default: Content(body, request, visit); break;
        }

        return Page(request, title, body, refresh: guest.State == CodeReceiverState.Waiting);
    }

    /// <summary>What a zip file is called.</summary>
    public static string ZipName(CodeGuest guest) => guest.Manifest.TopNames is [var one] ? one + ".zip" : "shoal.zip";

    private static void Content(StringBuilder body, HttpRequest request, GuestVisit visit)
    {
        var (guest, root) = (visit.Guest, $"{Root(request)}/{visit.Id}");
        if (guest.Manifest.Text is { } text)
        {
            body.Append(CultureInfo.InvariantCulture, $"<pre>{Text(text)}</pre>");
            return;
        }

        var files = guest.Files;
        body.Append(CultureInfo.InvariantCulture, $"<p class=quiet>{(files.Count == 1 ? "" : string.Format(CultureInfo.InvariantCulture, Files, files.Count) + " · ")}{Bytes(guest.Manifest.TotalBytes)}</p>");
        if (files.Count == 1) body.Append(CultureInfo.InvariantCulture, $"<a class=button href=\"{Address(root, 0, files[0])}\">{GuestTexts.SaveOne}</a>");
        else body.Append(CultureInfo.InvariantCulture, $"<a class=button href=\"{root}/all/{Uri.EscapeDataString(ZipName(guest))}\">{GuestTexts.SaveAll}</a>");
        body.Append(CultureInfo.InvariantCulture, $"<div id=progress data-state=\"{root}/state\" hidden><progress max=1 value=0 aria-label=\"{GuestTexts.SaveOne}\"></progress><p class=quiet role=status data-done=\"{GuestTexts.Done}\"></p></div>");
        if (files.Count > 1) List(body, root, files);
        if (guest.Manifest.Entries.Any(entry => entry.Kind == CodeEntryKind.Link)) body.Append(CultureInfo.InvariantCulture, $"<p class=quiet>{GuestTexts.Links}</p>");
        body.Append(CultureInfo.InvariantCulture, $"<p class=quiet>{(files.Count == 1 ? GuestTexts.Resumes : GuestTexts.ResumesFiles)}</p>");
    }

    private static void List(StringBuilder body, string root, IReadOnlyList<CodeEntry> files)
    {
        body.Append("<ul>");
        for (var i = 0; i < files.Count && i < MaxListed; i++)
            body.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{Address(root, i, files[i])}\">{Text(files[i].Path)}</a> <span class=quiet>{Bytes(files[i].Length)}</span></li>");
        body.Append("</ul>");
        if (files.Count > MaxListed) body.Append(CultureInfo.InvariantCulture, $"<p class=quiet>{string.Format(CultureInfo.InvariantCulture, MoreFiles, files.Count - MaxListed)}</p>");
    }

    private static string Page(HttpRequest request, string title, StringBuilder body, bool refresh)
    {
        var root = Root(request);
        return $"""
            <!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1">
            <meta name=color-scheme content="light dark"><meta name=robots content=noindex>{(refresh ? "<meta http-equiv=refresh content=2>" : "")}
            <title>{Text(title)} · Shoal</title><link rel=stylesheet href="{root}/get.css"><link rel=icon href="data:,"><script src="{root}/get.js" defer></script></head>
            <body><main><p class=brand>Shoal</p>{body}<aside><p>{(request.IsHttps ? GuestTexts.Tls : GuestTexts.Plain)}</p><p>{GuestTexts.WithShoal}</p></aside></main></body></html>
            """;
    }

    private static string TitleOf(CodeGuest guest)
    {
        if (guest.State == CodeReceiverState.Waiting) return GuestTexts.EnterTitle;   // not even names before a yes
        if (guest.Manifest.Text is not null) return GuestTexts.TextTitle;
        var names = guest.Manifest.TopNames;
        return string.Join(", ", names.Take(4)) + (names.Count > 4 ? " …" : "");
    }

    private static string Address(string root, int index, CodeEntry file) =>
        string.Create(CultureInfo.InvariantCulture, $"{root}/{index}/{Uri.EscapeDataString(file.Path[(file.Path.LastIndexOf('/') + 1)..])}");

    private static string Root(HttpRequest request) => Text(request.PathBase.Value + GuestEndpoints.Root);

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    private static string Bytes(long count)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        var (value, unit) = ((double)count, 0);
        for (; value >= 1_000 && unit < units.Length - 1; unit++) value /= 1_024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? value : Math.Round(value, value >= 100 ? 0 : 1))} {units[unit]}");
    }
}
