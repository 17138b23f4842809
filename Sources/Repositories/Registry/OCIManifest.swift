import Value

/// What a registry's manifest or index says about a chart.
struct OCIManifest: Sendable, Hashable {
    struct Descriptor: Sendable, Hashable {
        var mediaType: String
        var digest: Digest
        var size: Int
    }

    enum Content: Sendable, Hashable {
        case chart(configuration: Descriptor, layer: Descriptor, provenance: Descriptor?)
        /// Other manifests, in the index's order.
        case index([Descriptor])
    }

    static let configurationType = "application/vnd.cncf.helm.config.v1+json"
    static let layerTypes = ["application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip"]
    static let provenanceType = "application/vnd.cncf.helm.chart.provenance.v1.prov"
    static let indexTypes = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    ]
    static let accept =
        ([
            "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
        ] + indexTypes).joined(separator: ", ")
    static let mostManifests = 16

    static func read(_ bytes: [UInt8]) throws(RepositoryError) -> Content {
        let value: Value
        do {
            value = try Value(json: bytes)
        } catch {
            throw invalid("is not JSON: \(error.description)")
        }
        guard value.object != nil else { throw invalid("is not a JSON object") }
        if let manifests = value["manifests"]?.array {
            guard manifests.count <= mostManifests else { throw invalid("lists more than \(mostManifests) manifests") }
            var descriptors: [Descriptor] = []
            for manifest in manifests { descriptors.append(try descriptor(manifest)) }
            return .index(descriptors)
        }
        guard let config = value["config"], let layers = value["layers"]?.array else {
            throw invalid("has no config and layers")
        }
        let configuration = try descriptor(config)
        guard configuration.mediaType == configurationType else {
            let type = RepositoryError.plain(configuration.mediaType)
            let isImage = type.contains("container.image") || type.contains("oci.image.config")
            throw invalid(
                "is not a Helm chart's: its config is of type \(type)",
                hint: isImage ? "that is a container image; give the chart's own repository" : nil)
        }
        var chart: Descriptor?
        var provenance: Descriptor?
        for layer in layers {
            let descriptor = try descriptor(layer)
            if chart == nil, layerTypes.contains(descriptor.mediaType) { chart = descriptor }
            if descriptor.mediaType == provenanceType { provenance = descriptor }
        }
        guard let chart else { throw invalid("has no layer of type \(layerTypes[0])") }
        return .chart(configuration: configuration, layer: chart, provenance: provenance)
    }

    private static func descriptor(_ value: Value) throws(RepositoryError) -> Descriptor {
        guard let type = value["mediaType"]?.string, let text = value["digest"]?.string,
            let size = value["size"]?.integer, size >= 0
        else { throw invalid("has a descriptor without mediaType, digest and size") }
        guard text.hasPrefix("sha256:"), let digest = Digest(text) else {
            throw invalid("names content by \(RepositoryError.plain(text)); only sha256 is understood")
        }
        return Descriptor(mediaType: type, digest: digest, size: Int(size))
    }

    private static func invalid(_ what: String, hint: String? = nil) -> RepositoryError {
        RepositoryError(.invalidManifest, "the manifest \(what)", hint: hint)
    }
}
