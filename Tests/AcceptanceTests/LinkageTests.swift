import TestParts
import Testing

/// The binary that ships needs no more of a machine than the README says.
@Suite struct LinkageTests {
    /// libc in its parts, the compiler's own runtime, and the libraries; two of them are loaded when they are needed.
    static let allowed: Set<String> = [
        "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1", "ld-linux-x86-64.so.2",
        "ld-linux-aarch64.so.1", "libgcc_s.so.1", "libstdc++.so.6", "libcurl.so.4", "libyaml-0.so.2",
    ]

    @Test(
        .enabled(
            if: Groundcrew.isProgram(Groundcrew.releasePath),
            "there is no .build/release/groundcrew: what the release links is NOT checked; run 'make release'"))
    func theReleaseNeedsOnlyWhatTheReadmeNames() async throws {
        let result = try await TestParts.run("readelf", ["-d", Groundcrew.releasePath])
        try #require(result.isSuccess, "\(result)")
        let needed = result.standardOutput.split(separator: "\n").filter { $0.contains("(NEEDED)") }.compactMap {
            line in
            line.split(separator: "[").last?.split(separator: "]").first.map(String.init)
        }
        // libcurl is loaded with the first request, libarchive with the first archive.
        #expect(Set(needed).isSuperset(of: ["libc.so.6", "libyaml-0.so.2"]))
        #expect(Set(needed).subtracting(Self.allowed).isEmpty, "\(needed)")
    }
}
