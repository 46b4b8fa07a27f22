"""Everything that imports streamlit: sidebar, input controls, links and address, badge, downloads."""
