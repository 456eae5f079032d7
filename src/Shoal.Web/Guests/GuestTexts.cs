namespace Shoal.Web.Guests;

/// <summary>Every text of the pages for browsers without Shoal, in one place.</summary>
internal static class GuestTexts
{
    public const string EnterTitle = "Somebody has something for you";
    public const string EnterHint = "Type the code that the sender told you.";
    public const string CodeLabel = "Code";
    public const string Enter = "Show me what it is";
    public const string WrongCode = "That code is not offered here. Check it with the sender: a wrong one too often, and it is changed.";
    public const string TooManyTries = "Too many wrong codes came from your address. Try again in an hour.";
    public const string Crowded = "Too many people are here at once. Try again in some minutes.";
    public const string NotYours = "This page was opened by another browser, or its time is over. Type the code again.";
    public const string Waiting = "The sender has to let you in first. This page waits for it.";
    public const string Declined = "The sender said no.";
    public const string Done = "You have it all.";
    public const string SaveOne = "Save it";
    public const string SaveAll = "Save everything as one zip file";
    public const string TextTitle = "A text for you";
    public const string Links = "Symbolic links are left out of what a browser gets.";
    public const string MoreFiles = "… and {0} more, in the zip file.";
    public const string Files = "{0} files";
    public const string Resumes = "If it breaks off, your browser can go on where it was.";
    public const string ResumesFiles = "If a file breaks off, your browser can go on where it was; the zip file begins again.";
    public const string Plain = "Not encrypted: between the sender's computer and yours, whoever runs or shares the network can see what you get, and could change it. "
        + "On your own network at home that may be fine; elsewhere it is not.";
    public const string Tls = "Encrypted between your browser and the server that answers here, but not from person to person: that server can see it.";
    public const string WithShoal = "With Shoal on your computer the same code gets it encrypted all the way, and goes on after a break.";
    public const string Gone = "What you ask for is not offered (any more).";
}
