import Value

/// The memory of a node's accelerators, in bytes of each, by what its labels say.
enum DeviceMemory {
    /// Nil where the labels do not tell.
    static func bytes(of node: NodeFact, resource: String) -> Int64? {
        if let slice = slice(of: node, resource) { return slice }
        // In MiB, as the driver has it; with slices that go by the name of whole devices, it is that of a slice.
        if let text = node.labels["nvidia.com/gpu.memory"], let size = Int64(text), size > 0, size < 1 << 40 {
            return size << 20
        }
        if let text = node.labels["amd.com/gpu.vram"] {
            return number(before: "g", in: text.lowercased()).map { $0 << 30 }
        }
        return productLabels.lazy.compactMap { node.labels[$0] }.compactMap(bytes(ofProduct:)).first
    }

    /// Of a name such as `NVIDIA-H100-80GB-HBM3` or `nvidia-l4`; nil for those that are not known.
    static func bytes(ofProduct name: String) -> Int64? {
        let name = name.lowercased()
        if let size = number(before: "gb", in: name) { return size << 30 }
        let words = Set(name.split { !$0.isLetter && !$0.isNumber }.map(String.init))
        return products.first { words.isSuperset(of: $0.words) }.map { $0.gibibytes << 30 }
    }

    private static func slice(of node: NodeFact, _ resource: String) -> Int64? {
        guard resource.hasPrefix("nvidia.com/mig-") else { return nil }
        if let text = node.labels["\(resource).memory"], let size = Int64(text), size > 0, size < 1 << 40 {
            return size << 20
        }
        return number(before: "gb", in: resource).map { $0 << 30 }
    }

    private static let productLabels = [
        "nvidia.com/gpu.product", "amd.com/gpu.product-name", "cloud.google.com/gke-accelerator",
    ]

    /// Those whose names do not tell. Devices that come in several sizes are none of them, and names are compared by words.
    private static let products: [(words: [String], gibibytes: Int64)] = [
        (["gb300"], 288), (["gb200"], 192), (["b300"], 288), (["b200"], 192), (["h200"], 141), (["h100", "nvl"], 94),
        (["rtx", "pro", "6000"], 96), (["l40s"], 48), (["l40"], 48), (["a6000"], 48), (["a5000"], 24), (["l4"], 24),
        (["a10g"], 24), (["a10"], 24), (["a40"], 48), (["a30"], 24), (["a16"], 16), (["a2"], 16), (["t4"], 16),
        (["p100"], 16), (["p40"], 24), (["mi355x"], 288), (["mi350x"], 288), (["mi325x"], 256), (["mi300x"], 192),
        (["mi300a"], 128), (["mi210"], 64),
    ]

    /// The last number that stands right before the word.
    private static func number(before word: String, in text: String) -> Int64? {
        var found: Int64?
        for range in text.ranges(of: word) {
            var start = range.lowerBound
            while start > text.startIndex, text[text.index(before: start)].isNumber {
                start = text.index(before: start)
            }
            let number = Int64(text[start..<range.lowerBound])
            if let number, (1...4096).contains(number) { found = number }
        }
        return found
    }
}
