using Shoal.TrackerLoad;

// tracker-load hashes COUNT: prints the info-hashes. tracker-load name=value ...: asks, and prints a line of JSON.
if (args is ["hashes", var count])
{
    using var output = new StreamWriter(Console.OpenStandardOutput());
    Torrents.WriteList(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), output);
    return 0;
}

var options = LoadOptions.Parse(args);
if (options.Kind == "drain")
{
    var drain = new Drain(options);
    drain.Run();
    Console.WriteLine(drain);
    return 0;
}

var load = new Load(options);
load.Run();
Console.WriteLine(load.Result);
return load.Result.Wrong == 0 ? 0 : 1;
