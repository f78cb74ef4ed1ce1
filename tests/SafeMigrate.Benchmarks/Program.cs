using BenchmarkDotNet.Running;
using SafeMigrate.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ReadBenchmark).Assembly).Run(args);
