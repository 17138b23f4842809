import Charts
import Providers
import Releases
public import Repositories

/// Gets the files of objects that operators are published as.
public struct ManifestFiles: Sendable {
    /// The bytes behind a URL or at a path; at most `limit` of them.
    private let read: @Sendable (_ url: String, _ limit: Int) async throws -> [UInt8]

    /// Where files of URLs are taken from instead; what they must be stays.
    public var mirrors = RegistryMirrors()

    /// In bytes, of one file.
    public static let limit = 32 << 20

    public init(read: @escaping @Sendable (_ url: String, _ limit: Int) async throws -> [UInt8]) { self.read = read }

    /// The chart of the files, made when it is needed.
    func chart(
        _ files: [OperatorDefinition.Manifest], of item: OperatorDefinition
    ) -> ChartReference {
        .deferred(
            DeferredChart(name: item.name, version: item.version, origin: item.chartTitle) {
                var read: [(name: String, bytes: [UInt8])] = []
                for file in files { read.append((file.url, try await self.bytes(of: file))) }
                return try ManifestChart.make(item.name, version: item.version, files: read)
            })
    }

    /// - Throws: what reading throws, and `OperatorError` with code `manifest` where the file is another than was pinned.
    func bytes(of file: OperatorDefinition.Manifest) async throws -> [UInt8] {
        let url = mirrors.url(file.url)
        let bytes = try await read(url, Self.limit)
        let digest = Digest(of: bytes).hex
        guard digest == file.sha256 else {
            throw OperatorError(
                .manifest, "\(url) is not the file that was pinned: its sha256 is \(digest), not \(file.sha256)",
                hint:
                    "do not apply it before you know why: the project may have published it anew, or somebody else has")
        }
        return bytes
    }
}
