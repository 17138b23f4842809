extension RegistryMirrors {
    /// Where a chart is fetched from. One that Helm's `repositories.yaml` names is looked up when its URL is known.
    public func source(_ source: ChartSource) -> ChartSource {
        switch source {
        case .path, .named: source
        case .archive(let url): .archive(url: self.url(url))
        case .repository(let url, let chart, let version):
            if url.hasPrefix("oci://"), let place = placed(url, chart) {
                .repository(url: place.repository, chart: place.chart, version: version)
            } else {
                .repository(url: self.url(url), chart: chart, version: version)
            }
        case .oci(let reference, let version): .oci(reference: self.chart(reference), version: version)
        }
    }

    /// Of `oci://HOST/PATH/NAME[:TAG][@DIGEST]`; what follows the name stays.
    public func chart(_ reference: String) -> String {
        guard reference.hasPrefix("oci://") else { return reference }
        let (segments, rest) = Self.parts(reference.dropFirst(6))
        guard let host = segments.first, segments.dropFirst().allSatisfy({ !$0.isEmpty }) else { return reference }
        let place = [MirrorPlace.canonicalRegistry(host.lowercased())] + segments.dropFirst()
        guard let mirrored = mirrored(place, [.registry, .charts]) else { return reference }
        return "oci://\(mirrored)\(rest)"
    }

    /// Of an `https://`, `http://` or `oci://` URL. A query stays; a login, which is not the mirror's, does not.
    public func url(_ url: String) -> String {
        guard !url.hasPrefix("oci://") else { return chart(url) }
        guard let scheme = ["https://", "http://"].first(where: url.hasPrefix) else { return url }
        let address = url.dropFirst(scheme.count)
        let path = address.prefix { $0 != "?" && $0 != "#" }
        let rest = address[path.endIndex...]
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        // What goes up and down again is not where it seems to be.
        guard let authority = segments.first, !segments.contains("."), !segments.contains("..") else { return url }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        segments[0] = MirrorPlace.withoutStandardPort(scheme + host.lowercased())
        return mirrored(segments, [.web]).map { $0 + rest } ?? url
    }

    /// Of an image as containers name it; tag and digest stay. Nil where it stays as it is.
    ///
    /// - Parameter isContainers: whether it is certainly an image, so that Docker Hub's may come without a host.
    public func image(_ reference: String, isContainers: Bool) -> String? {
        guard let (segments, rest) = Self.imageParts(reference, isContainers: isContainers) else { return nil }
        return mirrored(segments, [.registry]).map { $0 + rest }
    }

    /// Those by which images of containers come from mirrors, and would not by others: each once, in their order.
    public func lost(to others: RegistryMirrors, of images: [String]) -> [Entry] {
        let lost = images.filter { others.image($0, isContainers: true) == nil }
            .compactMap { Self.imageParts($0, isContainers: true) }
            .compactMap { entry(for: $0.segments, [.registry]) }
        return entries.filter { lost.contains($0) }
    }

    /// Nil for what names no image.
    private static func imageParts(
        _ reference: String, isContainers: Bool
    ) -> (segments: [String], rest: Substring)? {
        guard reference.utf8.count <= MirrorPlace.longest else { return nil }
        var (segments, rest) = parts(Substring(reference))
        guard let first = segments.first else { return nil }
        if segments.count > 1, MirrorPlace.isRegistryHost(first[...]) {
            guard MirrorPlace.isHost(first[...]) else { return nil }
            segments[0] = MirrorPlace.canonicalRegistry(first.lowercased())
        } else {
            guard isContainers else { return nil }
            segments.insert(MirrorPlace.dockerHub, at: 0)
        }
        guard segments.dropFirst().allSatisfy({ MirrorPlace.isRegistrySegment($0[...]) }) else { return nil }
        if segments[0] == MirrorPlace.dockerHub, segments.count == 2 { segments.insert("library", at: 1) }
        return (segments, rest)
    }

    /// The parts between slashes, and tag and digest.
    private static func parts(_ reference: Substring) -> (segments: [String], rest: Substring) {
        var end = reference.firstIndex(of: "@") ?? reference.endIndex
        let nameStart = reference[..<end].lastIndex(of: "/").map(reference.index(after:)) ?? reference.startIndex
        if let colon = reference[nameStart..<end].lastIndex(of: ":") { end = colon }
        let segments = reference[..<end].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return (segments, reference[end...])
    }

    /// A chart of a registry as people write it with `--repo`, at its mirror.
    private func placed(_ url: String, _ chart: String) -> (repository: String, chart: String)? {
        let reference = url.hasSuffix("/") ? url + chart : "\(url)/\(chart)"
        let mirrored = self.chart(reference)
        guard mirrored != reference, let slash = mirrored.lastIndex(of: "/") else { return nil }
        return (String(mirrored[..<slash]), String(mirrored[mirrored.index(after: slash)...]))
    }
}
