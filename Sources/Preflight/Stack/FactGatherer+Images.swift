import HTTP
import Value

/// Registries, asked for what images are made for, as anybody may ask them.
extension FactGatherer {
    /// One entry for each image; what is not told of one says nothing of the others.
    func imagePlatforms(_ names: [String]) async throws -> Fact {
        // What a sandbox plays has no images.
        guard !isSimulated else {
            return .known(.array(names.map { Self.entry($0, ProbeState.unprobed.rawValue, "nobody pulls it") }))
        }
        let images = names.prefix(PreflightLimits.askedImages)
        let untold = "only \(images.count) of \(names.count) images were asked about"
        var entries = names.map { Self.entry($0, ProbeState.other.rawValue, untold) }
        try await withThrowingTaskGroup(of: ImageEntry.self) { group in
            var waiting = images.enumerated().makeIterator()
            for _ in 0..<PreflightLimits.concurrentReads {
                guard let (index, image) = waiting.next() else { break }
                group.addTask { ImageEntry(index: index, value: try await entry(of: image)) }
            }
            for try await entry in group {
                entries[entry.index] = entry.value
                guard let (next, image) = waiting.next() else { continue }
                group.addTask { ImageEntry(index: next, value: try await self.entry(of: image)) }
            }
        }
        return .known(.array(entries))
    }

    private struct ImageEntry: Sendable {
        var index: Int
        var value: Value
    }

    private static func entry(
        _ image: String, _ state: String, _ message: String, architectures: [String] = []
    ) -> Value {
        [
            "image": .string(image), "state": .string(state), "message": .string(message),
            "architectures": .array(architectures.map(Value.string)),
        ]
    }

    private func entry(of text: String) async throws -> Value {
        let image = ImageName(text)
        guard image.isPlain else {
            return Self.entry(text, ProbeState.other.rawValue, "it is not the name of an image")
        }
        do {
            return try await platforms(of: image, text)
        } catch let error as HTTPError {
            return Self.entry(text, ProbeState(error).rawValue, error.description)
        }
    }

    private func platforms(of image: ImageName, _ text: String) async throws -> Value {
        var authorization: String?
        var answer = try await ask(image, "manifests/\(image.reference)", nil)
        if answer.status == 401, let token = try await token(answer.challenge, image) {
            authorization = "Bearer \(token)"
            answer = try await ask(image, "manifests/\(image.reference)", authorization)
        }
        guard answer.status == 200, let manifest = answer.object else {
            return Self.entry(text, ProbeState.other.rawValue, "\(image.registry) answers \(answer.status) to us")
        }
        var architectures = ImagePlatforms.architectures(of: manifest)
        if architectures.isEmpty, let digest = manifest["config"]?["digest"]?.string {
            let configuration = try await ask(image, "blobs/\(digest)", authorization)
            architectures = [configuration.object?["architecture"]?.string].compactMap(\.self)
        }
        guard !architectures.isEmpty else {
            return Self.entry(text, ProbeState.other.rawValue, "\(image.registry) does not tell")
        }
        return Self.entry(text, "known", "", architectures: architectures)
    }

    // MARK: - Requests

    private struct RegistryReply: Sendable {
        var status: Int
        /// How it wants to be asked, where it does not answer anybody.
        var challenge: String
        var body: [UInt8]

        /// Nil where it is no object in JSON.
        var object: Value? {
            // What is no JSON is another server's page, which tells nothing.
            guard let value = try? Value(json: body, limits: JSONLimits(maximumSize: PreflightLimits.imageBytes)) else {
                return nil
            }
            return value.object == nil ? nil : value
        }
    }

    private static let manifests = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ].joined(separator: ", ")

    private func ask(_ image: ImageName, _ path: String, _ authorization: String?) async throws -> RegistryReply {
        let base = RegistryTarget(image.registry).url
        return try await read("\(base)\(image.repository)/\(path)", accept: Self.manifests, authorization)
    }

    private func read(_ url: String, accept: String, _ authorization: String?) async throws -> RegistryReply {
        var request = HTTPRequest(
            .get, url,
            timeouts: HTTPTimeouts(
                connect: PreflightLimits.connect, firstByte: PreflightLimits.connect, idle: PreflightLimits.connect),
            isRetryable: false)
        request.headers["Accept"] = accept
        request.headers["Authorization"] = authorization
        // Registries keep configurations elsewhere.
        let response = try await RedirectingTransport(transport).send(request)
        return RegistryReply(
            status: response.status, challenge: response.headers["WWW-Authenticate"] ?? "",
            body: try await response.body.collect(upTo: PreflightLimits.imageBytes))
    }

    /// What a registry gives to anybody who asks for it; nil where it gives nothing.
    private func token(_ challenge: String, _ image: ImageName) async throws -> String? {
        guard let url = TokenChallenge(challenge)?.url(for: image.repository) else { return nil }
        let reply = try await read(url, accept: "application/json", nil)
        let token = reply.object?["token"]?.string ?? reply.object?["access_token"]?.string
        return token.flatMap { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? $0 : nil }
    }
}

/// Where a registry has tokens made for those who read from it.
struct TokenChallenge: Sendable, Hashable {
    var realm: String
    var service: String

    /// - Parameter header: such as `Bearer realm="https://auth.test/token",service="registry.test"`; nil for others.
    init?(_ header: String) {
        guard header.lowercased().hasPrefix("bearer ") else { return nil }
        guard let realm = Self.parameter("realm", of: header), realm.hasPrefix("https://") else { return nil }
        self.realm = realm
        service = Self.parameter("service", of: header) ?? ""
    }

    private static func parameter(_ name: String, of header: String) -> String? {
        guard let start = header.firstRange(of: "\(name)=\"")?.upperBound else { return nil }
        let text = header[start...].prefix { $0 != "\"" }
        // What would have to be encoded is none that registries use.
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        return isPlain && !text.isEmpty ? String(text) : nil
    }

    func url(for repository: String) -> String {
        let fields = (service.isEmpty ? "" : "service=\(service)&") + "scope=repository:\(repository):pull"
        return "\(realm)\(realm.contains("?") ? "&" : "?")\(fields)"
    }
}
