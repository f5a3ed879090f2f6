"""Stories: in come articles in order of arrival and the stories of the last days; out go placements with their
reasons, pruned centroids and proposals to merge. Never: a query, a clock of its own, or a comparison whose cost
grows with everything ever seen.
"""
