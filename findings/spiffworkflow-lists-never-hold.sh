#!/usr/bin/env bash
# Version: spiffworkflow 3.2.0
# Guess: a decision table of DMN whose cells are "PRK", "RUS" (either of them) and not("PRK"), the standard's commonest cells
#   after a single value, is decided so or refused, for SpiffWorkflow's cells are Python.
# Seen: it runs, and neither row ever holds: the one is a comparison with a tuple, the other with False. Of two rows that both
#   hold a UNIQUE table gives the first without a word, and so does RULE ORDER, which asks for all.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" spiffworkflow==3.2.0

"$python" - <<'PY'
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser

PROCESS = """
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="asks" targetNamespace="urn:asks"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <process id="asks-sender" isExecutable="true">
    <startEvent id="start"/>
    <sequenceFlow id="to-decide" sourceRef="start" targetRef="decide"/>
    <businessRuleTask id="decide">
      <extensionElements><spiffworkflow:calledDecisionId>sender-decides</spiffworkflow:calledDecisionId></extensionElements>
    </businessRuleTask>
    <sequenceFlow id="to-end" sourceRef="decide" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>"""


def decided(sender, *cells, hit="UNIQUE"):
    rules = "".join(
        f'<rule id="rule{n}"><inputEntry id="in{n}"><text>{cell}</text></inputEntry>'
        f'<outputEntry id="out{n}"><text>"row {n}"</text></outputEntry></rule>'
        for n, cell in enumerate(cells, 1)
    )
    table = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="table" name="table" namespace="urn:table">'
        f'<decision id="sender-decides" name="sender decides"><decisionTable id="rows" hitPolicy="{hit}">'
        '<input id="sender"><inputExpression id="of" typeRef="string"><text>sender</text></inputExpression></input>'
        f'<output id="told" name="told" typeRef="string"/>{rules}</decisionTable></decision></definitions>'
    )
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(PROCESS.encode())
    parser.add_dmn_str(table.encode())
    workflow = BpmnWorkflow(parser.get_spec("asks-sender"))
    for task in workflow.get_tasks():
        task.data["sender"] = sender
    workflow.do_engine_steps()
    assert workflow.is_completed()
    return workflow.last_task.data.get("told")


one_value = decided("PRK", '"PRK"')
lists = [decided(sender, '"PRK", "RUS"') for sender in ("PRK", "RUS")]
others = [decided(sender, 'not("PRK")') for sender in ("RUS", "PRK")]
both = [decided("PRK", '"PRK"', '"PRK"', hit=hit) for hit in ("UNIQUE", "RULE ORDER")]
print(one_value, lists, others, both)
assert (one_value, lists, others) == ("row 1", [None, None], [None, None])
assert both == ["row 1", "row 1"], both
PY
