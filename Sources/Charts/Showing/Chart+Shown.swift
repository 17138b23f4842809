import YAML

/// A part of a chart that `helm show` prints.
public enum ChartPart: String, Sendable, CaseIterable {
    case all, chart, values, readme, crds
}

extension Chart {
    /// What `helm show` prints of the chart, to the byte. Foreign text: strip control sequences before a terminal.
    public func shown(_ part: ChartPart) -> [UInt8] {
        var output: [UInt8] = []
        func add(_ bytes: [UInt8], after separator: Bool = false) {
            if separator { output += Array("---\n".utf8) }
            output += bytes + [UInt8(ascii: "\n")]
        }
        let isAll = part == .all
        if isAll || part == .chart { add(YAML.encodeBytes(metadata.value)) }
        if isAll || part == .values, let values = raw.first(where: { $0.path == "values.yaml" }) {
            add(values.bytes, after: isAll)
        }
        if isAll || part == .readme, let readme { add(readme.bytes, after: isAll) }
        if isAll || part == .crds {
            for crd in crds { add(crd.bytes, after: !crd.bytes.starts(with: Array("---".utf8))) }
        }
        return output
    }

    /// The first of the names that Helm knows, in any spelling.
    public var readme: ChartFile? {
        files.first { ["readme.md", "readme.txt", "readme"].contains($0.path.lowercased()) }
    }
}
