{{/* What tells the objects of a route from all others; never changes. */}}
{{- define "exposure.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "exposure.labels" -}}
{{ include "exposure.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: {{ .Values.deployment | quote }}
{{- end -}}

{{- define "exposure.pickerName" -}}
{{ .Release.Name }}-epp
{{- end -}}

{{/* Whether an endpoint picker and its pool are made here; empty if not. */}}
{{- define "exposure.makesPool" -}}
{{- if and .Values.pool.selector (not .Values.pool.name) -}}true{{- end -}}
{{- end -}}

{{/* How the endpoint picker chooses, as YAML: by what a worker holds of the prompt, its queue, and the room in its cache. */}}
{{- define "exposure.pickerConfig" -}}
apiVersion: llm-d.ai/v1alpha1
kind: EndpointPickerConfig
plugins:
  # Remembers which prompts each worker was given.
  - type: approx-prefix-cache-producer
  - type: prefix-cache-scorer
  - type: queue-scorer
  - type: kv-cache-utilization-scorer
  - type: max-score-picker
  - type: single-profile-handler
  {{- if ne .Values.pool.engine "vllm" }}
  - type: metrics-data-source
  - type: core-metrics-extractor
    parameters:
      defaultEngine: {{ .Values.pool.engine }}
  {{- end }}
schedulingProfiles:
  - name: default
    plugins:
      - pluginRef: prefix-cache-scorer
        weight: 3
      - pluginRef: queue-scorer
        weight: 2
      - pluginRef: kv-cache-utilization-scorer
        weight: 2
      - pluginRef: max-score-picker
{{- end -}}

{{/* Whether the controller of the Gateway is NGINX Gateway Fabric; empty if not. */}}
{{- define "exposure.isNGINX" -}}
{{- if eq .Values.controller "gateway.nginx.org/nginx-gateway-controller" -}}true{{- end -}}
{{- end -}}

{{/*
Whether a route may say how long requests take; empty if not. Its types had no such times before 1.2, and refuse what they
do not know; which release they are of is told by the types that are there, and this one came with 1.4.
*/}}
{{- define "exposure.hasTimes" -}}
{{- if not (include "exposure.isNGINX" .) -}}
{{- if .Capabilities.APIVersions.Has "gateway.networking.k8s.io/v1/BackendTLSPolicy" -}}true{{- end -}}
{{- end -}}
{{- end -}}
