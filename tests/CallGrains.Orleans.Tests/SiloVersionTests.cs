using System.Collections.Immutable;
using System.Net;
using Orleans.Metadata;

namespace CallGrains.Orleans.Tests;

/// <summary>A deployment that is half done is seen by every process of the cluster.</summary>
public sealed class SiloVersionTests
{
    private static readonly ImmutableDictionary<string, string> None = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    [Fact]
    public void Silos_of_this_version_are_no_news() => Assert.Null(SiloVersions.Note(Manifest(SiloVersions.Own, SiloVersions.Own)));

    [Fact]
    public void Silos_of_other_versions_are_counted()
    {
        var note = SiloVersions.Note(Manifest(SiloVersions.Own, "0.0.9", "0.0.9"));

        Assert.Equal($"not all processes are of one version: this one is of {SiloVersions.Own}, 2 silos of 0.0.9, 1 silos of {SiloVersions.Own}; finish the deployment", note);
    }

    [Fact]
    public void Silos_that_do_not_say_are_of_before_and_left_out() => Assert.Null(SiloVersions.Note(Manifest(SiloVersions.Own, null)));

    private static ClusterManifest Manifest(params string?[] versions) => new(
        MajorMinorVersion.Zero,
        versions.Select((version, i) => KeyValuePair.Create(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11111 + i), 1), Silo(version))).ToImmutableDictionary());

    private static GrainManifest Silo(string? version) => new(
        ImmutableDictionary<GrainType, GrainProperties>.Empty.Add(GrainType.Create("call"), new GrainProperties(version is null ? None : None.Add(SiloVersions.Key, version))),
        ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty);
}
