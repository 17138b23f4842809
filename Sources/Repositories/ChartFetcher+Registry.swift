import HTTP
import Value
import Versions

extension ChartFetcher {
    /// - Parameter promised: what an index says of the chart; the layer's digest, or the manifest's.
    func fetchOCI(_ text: String, version: String?, promised: Digest? = nil) async throws -> FetchedChart {
        var reference = try OCIReference(options.mirrors.chart(text))
        let session = try await registry(reference)
        let version = version.flatMap { $0.isEmpty ? nil : $0 }
        if let version, let tag = reference.tag, tag != OCIReference.tag(forVersion: version) {
            throw RepositoryError(
                .invalidReference, "\(reference) and version \(RepositoryError.plain(version)) name different charts",
                hint: "give one of them")
        }
        // A tag that is not a version may be a range.
        if reference.digest == nil, reference.tag == nil || (try? SemanticVersion(reference.tag ?? "")) == nil {
            reference.tag = try await tag(version ?? reference.tag, session)
        }
        let (manifestDigest, content) = try await manifest(reference, session)
        guard case .chart(let configuration, let layer, let provenance) = content else {
            throw RepositoryError(
                .invalidManifest, "the registry's index lists no Helm chart", url: "\(reference)",
                hint: "check the reference: it is an image's, perhaps")
        }
        if let promised, promised != layer.digest, promised != manifestDigest {
            throw Self.mismatch(promised: promised, layer.digest, "the index", "\(reference)")
        }
        let (name, chartVersion) = try await metadata(configuration, reference, session)
        let (bytes, warnings) = try await blob(layer, "the chart", limit: options.limits.chartBytes, session)
        try Self.requireArchive(bytes, address: session.address("blobs/\(layer.digest)"))
        // Helm names the file by the tag, read as a version; by digest alone there is none.
        let fileName = "\(reference.name)-\(reference.tag.map(OCIReference.version) ?? chartVersion).tgz"
        reference.digest = manifestDigest
        var fetched = FetchedChart(
            bytes: bytes, name: name, version: chartVersion, fileName: fileName, digest: layer.digest.description,
            origin: "\(reference)", warnings: warnings)
        switch (options.provenance, provenance) {
        case (.unwanted, _): break
        case (_, let descriptor?):
            fetched.provenance = try await blob(descriptor, "its provenance", limit: Provenance.largest, session).0
        case (.ifPresent, nil): fetched.warnings.append("there is no provenance of \(fileName)")
        case (.required, nil):
            throw RepositoryError(
                .notFound, "failed to fetch provenance: the registry holds none for this chart", url: "\(reference)",
                hint: "without it the chart cannot be verified: ask its owner to sign it, or leave --verify out")
        }
        return fetched
    }

    // MARK: Tags

    /// The tag for an exact version, or the newest that fits a range.
    private func tag(_ wanted: String?, _ session: RegistrySession) async throws -> String {
        // The question is only whether it is a version.
        if let wanted, (try? SemanticVersion(wanted)) != nil {
            let tag = OCIReference.tag(forVersion: wanted)
            guard OCIReference.isTag(tag) else {
                throw RepositoryError(.invalidVersion, "\"\(RepositoryError.plain(wanted))\" cannot be a tag")
            }
            return tag
        }
        let versions = try await versions(session)
        let candidates = versions.map { ($0, $0.description) }
        let choice = try VersionChoice.choose(
            wanted, from: candidates, includesPrereleases: options.includesPrereleases)
        guard let choice else {
            let what =
                wanted.map { "no version fits \"\(RepositoryError.plain($0))\"" } ?? "there is no released version"
            throw RepositoryError(
                .noMatchingVersion, what, url: session.name,
                hint: versions.isEmpty
                    ? "the repository has no tag that is a version"
                    : "available: \(VersionChoice.summary(versions.map(\.description)))")
        }
        return OCIReference.tag(forVersion: versions[choice].description)
    }

    /// All tags that are versions, newest first; one that is none is a tag of another purpose.
    private func versions(_ session: RegistrySession) async throws -> [SemanticVersion] {
        var address: WebAddress? = try session.address("tags/list?n=1000")
        var versions: [SemanticVersion] = []
        var count = 0
        var seen: Set<String> = []
        while let page = address {
            guard seen.insert(page.text).inserted else {
                throw RepositoryError(.serverError, "the registry's pages of tags go in a circle", url: page.display)
            }
            let (headers, bytes) = try await session.document(
                page, accept: "application/json", what: "the list of tags")
            let list: Value
            do {
                list = try Value(json: bytes)
            } catch {
                throw RepositoryError(.serverError, "the list of tags is not JSON: \(error)", url: page.display)
            }
            guard list.object != nil else {
                throw RepositoryError(.serverError, "the list of tags is not a JSON object", url: page.display)
            }
            for tag in list["tags"]?.array ?? [] {
                count += 1
                guard let text = tag.string else { continue }
                // As Helm: tags that are not versions are passed over.
                if let version = try? SemanticVersion(strict: OCIReference.version(forTag: text)) {
                    versions.append(version)
                }
            }
            guard count <= options.limits.tags else {
                throw RepositoryError(
                    .tooLarge, "the repository has more than \(options.limits.tags) tags", url: page.display,
                    hint: "give an exact version")
            }
            address = try Self.nextPage(headers["Link"], after: page)
        }
        return versions.sorted(by: >)
    }

    /// `</v2/…?last=…>; rel="next"`; a page of another origin is refused.
    static func nextPage(_ link: String?, after page: WebAddress) throws(RepositoryError) -> WebAddress? {
        guard let link, link.contains("next"), let open = link.firstIndex(of: "<"), let end = link.firstIndex(of: ">"),
            open < end
        else { return nil }
        let target = String(link[link.index(after: open)..<end])
        let text: String
        if WebAddress.scheme(of: target) != nil {
            text = target
        } else if target.hasPrefix("/"), !target.hasPrefix("//") {
            let origin = page.display.dropLast(page.path.count)
            text = origin + target
        } else if target.hasPrefix("?") {
            text = page.display + target
        } else {
            let folder = page.display[...(page.display.lastIndex(of: "/") ?? page.display.startIndex)]
            text = folder + target
        }
        let next = try WebAddress(text)
        guard next.origin == page.origin else {
            throw RepositoryError(.serverError, "the next page of tags lies on another server", url: next.display)
        }
        return next
    }

    // MARK: Content

    /// The manifest behind the reference, or the chart's one in an index; and the digest of what the reference names.
    private func manifest(
        _ reference: OCIReference, _ session: RegistrySession
    ) async throws -> (Digest, OCIManifest.Content) {
        let bytes: [UInt8]
        let digest: Digest
        do {
            (digest, bytes) = try await manifestBytes(reference.digest, tag: reference.tag, session)
        } catch let error as RepositoryError where error.code == .notFound {
            throw await Self.explained(error, reference, versions: { try await versions(session) })
        }
        let content = try Self.located(reference) { () throws(RepositoryError) in try OCIManifest.read(bytes) }
        guard case .index(let manifests) = content else { return (digest, content) }
        for descriptor in manifests where !OCIManifest.indexTypes.contains(descriptor.mediaType) {
            let (_, bytes) = try await manifestBytes(descriptor.digest, tag: nil, session)
            // An index may list what is not a chart; the first that is one is meant.
            if let content = try? OCIManifest.read(bytes), case .chart = content { return (digest, content) }
        }
        return (digest, content)
    }

    private func manifestBytes(
        _ wanted: Digest?, tag: String?, _ session: RegistrySession
    ) async throws -> (Digest, [UInt8]) {
        if let wanted, let bytes = cached(wanted, limit: options.limits.documentBytes) { return (wanted, bytes) }
        let address = try session.address("manifests/\(wanted?.description ?? tag ?? "latest")")
        let (headers, bytes) = try await session.document(
            address, accept: OCIManifest.accept, what: session.name)
        let actual = Digest(of: bytes)
        if let wanted, wanted != actual {
            throw Self.mismatch(promised: wanted, actual, "the reference", address.display)
        }
        if let said = headers["Docker-Content-Digest"], said.hasPrefix("sha256:"), Digest(said) != actual {
            throw RepositoryError(
                .digestMismatch,
                "the registry says that the manifest is \(RepositoryError.plain(said)), but it is \(actual)",
                url: address.display, hint: "try again; a proxy between may change what it passes on")
        }
        _ = store(bytes, actual)
        return (actual, bytes)
    }

    /// Name and version out of the configuration, which is the chart's metadata.
    private func metadata(
        _ configuration: OCIManifest.Descriptor, _ reference: OCIReference, _ session: RegistrySession
    ) async throws -> (String, String) {
        let (bytes, _) = try await blob(configuration, "its metadata", limit: options.limits.documentBytes, session)
        // What is not JSON has neither, which is said below.
        guard let value = try? Value(json: bytes), let name = value["name"]?.string,
            let version = value["version"]?.string
        else {
            throw RepositoryError(
                .invalidManifest, "the chart's configuration has no name and version", url: "\(reference)")
        }
        return (RepositoryError.plain(name), RepositoryError.plain(version))
    }

    private func blob(
        _ descriptor: OCIManifest.Descriptor, _ what: String, limit: Int, _ session: RegistrySession
    ) async throws -> ([UInt8], warnings: [String]) {
        if let bytes = cached(descriptor.digest, limit: limit) { return (bytes, []) }
        let address = try session.address("blobs/\(descriptor.digest)")
        guard descriptor.size <= limit else {
            throw RepositoryError(
                .tooLarge, "\(what) is \(descriptor.size) bytes large, more than \(limit)", url: address.display)
        }
        let bytes = try await Download(
            transport: transport, clock: clock, what: what, address: address, limit: descriptor.size,
            limits: options.limits, digest: descriptor.digest, request: { session.blobRequest(address) }
        ).bytes()
        let actual = Digest(of: bytes)
        guard actual == descriptor.digest else {
            throw Self.mismatch(promised: descriptor.digest, actual, "the manifest", address.display)
        }
        return (bytes, store(bytes, actual))
    }

    // MARK: Errors

    private static func located<Result>(
        _ reference: OCIReference, _ body: () throws(RepositoryError) -> Result
    ) throws(RepositoryError) -> Result {
        do {
            return try body()
        } catch {
            var error = error
            error.url = "\(reference)"
            throw error
        }
    }

    /// A missing tag is told with those that exist, where they can be had.
    private static func explained(
        _ error: RepositoryError, _ reference: OCIReference, versions: () async throws -> [SemanticVersion]
    ) async -> RepositoryError {
        var error = error
        error.url = "\(reference)"
        do {
            let known = try await versions()
            error.hint =
                known.isEmpty
                ? "the repository has no tag that is a version"
                : "available versions: \(VersionChoice.summary(known.map(\.description)))"
        } catch {
            // The list is a courtesy; what was asked for is missing either way.
        }
        if error.hint == nil {
            error.hint = "check the registry's host and the repository's path; the chart may have moved"
        }
        return error
    }
}
