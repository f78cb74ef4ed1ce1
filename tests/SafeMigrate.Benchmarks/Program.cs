using BenchmarkDotNet.Running;
using SafeMigrate.Benchmarks;

BenchmarkRunner.Run<ReadBenchmark>(args: args);
