using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Shoal.Benchmarks;

// In this process: the rules of the build (analyzers, warnings as errors) are not for code that a tool generates.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
var config = DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddColumn(new RateColumn());
BenchmarkSwitcher.FromAssembly(typeof(RateColumn).Assembly).Run(args, config);
